interface Disk {
  readonly kind: string
  readonly storage: string | null
  readonly options: Readonly<Record<string, string>>
}

const OFF = new Set(['0', 'off', 'no', 'false'])

/**
 * Whether vzdump takes a disk along: of a VM all that do not say no, of a container the root and, of the other volumes,
 * those that say yes (qm.conf(5), pct.conf(5)). Null for what is no disk of the guest's own.
 */
export function inBackup({ kind, storage, options }: Disk): boolean | null {
  if (storage === null) return null
  const { backup } = options
  switch (kind) {
    case 'rootfs':
      return true
    case 'mountpoint':
      return backup !== undefined && !OFF.has(backup)
    case 'disk':
    case 'efidisk':
    case 'tpmstate':
      return backup === undefined || !OFF.has(backup)
    default:
      return null
  }
}
