interface PveManagerVersion {
  /** `8.4.21`, before PVE 8 `7.4-20`. */
  readonly version: string
  /** `8.4`. */
  readonly release: string
  readonly repoid: string | null
}

/** The line that `pveversion` prints: `pve-manager/8.4.21/2606ac850d46da29 (running kernel: 6.8.12-9-pve)`. */
export function parsePveversion(text: string): PveManagerVersion | null {
  const [, version, release, repoid] = /^pve-manager\/((\d+\.\d+)[^/\s]*)(?:\/([^/\s]+))?/m.exec(text) ?? []
  return version === undefined || release === undefined ? null : { version, release, repoid: repoid ?? null }
}
