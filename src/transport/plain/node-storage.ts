import { FailureError } from '../../model/failure.ts'
import type { PlainRoute } from './route.ts'
import { known, orNull, stdoutOf } from './sources.ts'
import { storageConfig } from './storage.ts'

export const nodeStorage: PlainRoute = {
  path: '/nodes/{node}/storage',
  programs: ['pvesm-status'],
  files: ['/etc/pve/storage.cfg'],
  preferred: false,
  build(sources) {
    const configs = orNull(() => storageConfig(sources.file('/etc/pve/storage.cfg')))
    return parsePvesmStatus(stdoutOf(sources, 'pvesm-status')).map((row) => {
      const config = configs?.find(({ storage }) => storage === row.storage)
      return known({ ...row, content: config?.content, shared: config && (config.shared ?? 0) })
    })
  },
}

interface StorageStatus {
  readonly storage: string
  readonly type: string
  readonly active: number
  readonly enabled: number
  readonly total: number
  readonly used: number
  readonly avail: number
  /** As in PVE's reply, missing where there is nothing to divide by. */
  readonly used_fraction?: number
}

const HEADER = /^Name\s+Type\s+Status\s+Total/
const ROW = /^(\S+)\s+(\S+)\s+(active|inactive|disabled)\s+(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s+(?:[\d.]+%|N\/A)\s*$/

/** The table of `pvesm status`, in KiB. Plugins print warnings to standard output, also before the header. */
export function parsePvesmStatus(text: string): StorageStatus[] {
  const lines = text.split('\n')
  const header = lines.findIndex((line) => HEADER.test(line))
  if (header < 0) throw new FailureError('bad-reply', 'pvesm status printed no table')
  return lines.slice(header + 1).flatMap((line) => {
    const [, storage, type, status, total, used, avail] = ROW.exec(line) ?? []
    if (storage === undefined || type === undefined) return []
    const bytes = { total: Number(total) * 1024, used: Number(used) * 1024, avail: Number(avail) * 1024 }
    return {
      storage,
      type,
      active: Number(status === 'active'),
      enabled: Number(status !== 'disabled'),
      ...bytes,
      ...(bytes.total > 0 && { used_fraction: bytes.used / bytes.total }),
    }
  })
}
