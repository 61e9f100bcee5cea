import type { View } from '../state/view.ts'
import { ROOT_LV_BYTES, thinPoolOf } from '../state/storage-state.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'

const GIB = 2 ** 30

interface Row {
  readonly vg_name: string
  readonly lv_name: string
  readonly lv_attr: string
  readonly lv_size: string
  readonly data_percent: string
  readonly metadata_percent: string
}

const row = (name: string, attr: string, bytes: number, data = '', metadata = ''): Row => ({
  vg_name: 'pve',
  lv_name: name,
  lv_attr: attr,
  lv_size: String(bytes),
  data_percent: data,
  metadata_percent: metadata,
})

/** `lvs -a`: the volume group of an installation on LVM; none where it is on ZFS. */
export function lvs(view: View): Answer {
  const pool = thinPoolOf(view)
  if (pool === null) return printed(`${JSON.stringify({ report: [{ lv: [] }] }, null, 2)}\n`, 0.06)
  const percent = (pool.usedBytes / pool.totalBytes) * 100
  const lv = [
    row('data', 'twi-aotz--', pool.totalBytes, percent.toFixed(2), (percent / 20 + 0.5).toFixed(2)),
    row('[data_tdata]', 'Twi-ao----', pool.totalBytes),
    row('[data_tmeta]', 'ewi-ao----', 16 * GIB),
    row('[lvol0_pmspare]', 'ewi-------', 16 * GIB),
    row('root', '-wi-ao----', ROOT_LV_BYTES),
    row('swap', '-wi-ao----', 8 * GIB),
    ...pool.volumes.map(({ guest, disk, usedBytes }) =>
      row(
        disk.volume,
        guest.running ? 'Vwi-aotz--' : 'Vwi-a-tz--',
        disk.sizeBytes,
        ((usedBytes / disk.sizeBytes) * 100).toFixed(2),
      ),
    ),
  ]
  return printed(`${JSON.stringify({ report: [{ lv }] }, null, 2)}\n`, 0.06)
}
