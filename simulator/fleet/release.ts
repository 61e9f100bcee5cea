/** What a release of Proxmox VE brings along. */
export interface Release {
  /** Major and minor version, for example `8.4`. */
  readonly line: ReleaseLine
  readonly pve: string
  readonly repoid: string
  readonly kernel: string
  readonly kernelBuild: string
  readonly qemu: string
  readonly machine: string
  readonly zfs: string
  readonly debian: number
  readonly codename: string
}

export type ReleaseLine = '7.4' | '8.4' | '9.2'

export const RELEASES: Readonly<Record<ReleaseLine, Release>> = {
  '7.4': {
    line: '7.4',
    pve: '7.4-20',
    repoid: '49c0e1a7',
    kernel: '5.15.158-2-pve',
    kernelBuild: '#1 SMP PVE 5.15.158-2 (2024-07-24T11:07Z)',
    qemu: '7.2.10',
    machine: 'pc-i440fx-7.2+pve0',
    zfs: '2.1.15',
    debian: 11,
    codename: 'bullseye',
  },
  '8.4': {
    line: '8.4',
    pve: '8.4.14',
    repoid: 'b502d23c55afcba1',
    kernel: '6.8.12-15-pve',
    kernelBuild: '#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-15 (2025-09-12T11:02Z)',
    qemu: '9.2.0',
    machine: 'pc-i440fx-9.2+pve1',
    zfs: '2.2.8',
    debian: 12,
    codename: 'bookworm',
  },
  '9.2': {
    line: '9.2',
    pve: '9.2.3',
    repoid: '0d21a7c84e6b9f35',
    kernel: '6.17.4-2-pve',
    kernelBuild: '#1 SMP PREEMPT_DYNAMIC PMX 6.17.4-2 (2025-12-19T07:49Z)',
    qemu: '10.1.2',
    machine: 'pc-i440fx-10.1+pve0',
    zfs: '2.3.4',
    debian: 13,
    codename: 'trixie',
  },
}
