/** What runs in a guest. */
export interface GuestSystem {
  readonly id: string
  /** As PVE calls it for a VM, and for a container. */
  readonly ostype: string
  readonly lxcOstype: string
  readonly prettyName: string
  readonly name: string
  readonly version: string
  readonly kernel: string
  readonly windows: boolean
  /** There is a container template of it. */
  readonly container: boolean
}

const linux = (id: string, name: string, version: string, prettyName: string, kernel: string): GuestSystem => ({
  id,
  ostype: 'l26',
  lxcOstype: id.replace(/\d+$/, ''),
  prettyName,
  name,
  version,
  kernel,
  windows: false,
  container: true,
})

const windows = (id: string, ostype: string, prettyName: string, version: string): GuestSystem => ({
  id,
  ostype,
  lxcOstype: 'unmanaged',
  prettyName,
  name: 'Microsoft Windows',
  version,
  kernel: version,
  windows: true,
  container: false,
})

export const GUEST_SYSTEMS: readonly GuestSystem[] = [
  linux('debian12', 'Debian GNU/Linux', '12', 'Debian GNU/Linux 12 (bookworm)', '6.1.0-37-amd64'),
  linux('debian13', 'Debian GNU/Linux', '13', 'Debian GNU/Linux 13 (trixie)', '6.12.38+deb13-amd64'),
  linux('ubuntu24', 'Ubuntu', '24.04', 'Ubuntu 24.04.3 LTS', '6.8.0-71-generic'),
  linux('alpine3', 'Alpine Linux', '3.22', 'Alpine Linux v3.22', '6.12.40-0-lts'),
  linux('rocky9', 'Rocky Linux', '9.6', 'Rocky Linux 9.6 (Blue Onyx)', '5.14.0-570.el9.x86_64'),
  windows('windows2022', 'win11', 'Windows Server 2022 Standard', '20348'),
  windows('windows11', 'win11', 'Windows 11 Pro', '26100'),
]
