/** What pveproxy, which is not root, has pvedaemon read: `protected` in PVE's API. */
const RELAYED: readonly RegExp[] = [
  /^\/cluster\/status$/,
  /^\/nodes\/\{node\}\/(qemu|lxc|storage|services|apt\/update|disks\/list|hardware\/pci|rrddata)$/,
  /^\/nodes\/\{node\}\/storage\/\{storage\}\/\w+$/,
  /^\/nodes\/\{node\}\/(qemu|lxc)\/\{vmid\}\/(status\/current|snapshot|rrddata|interfaces|agent\/[\w-]+)$/,
]

export const isRelayed = (template: string): boolean => RELAYED.some((templates) => templates.test(template))
