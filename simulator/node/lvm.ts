import { ROOT_LV_BYTES, snapshotsOfVolume, thinPoolOf } from '../state/storage-state.ts'
import type { Volume } from '../state/storage-state.ts'
import type { View } from '../state/view.ts'
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
  readonly pool_lv: string
  readonly origin: string
}

const row = (name: string, attr: string, bytes: number, over: Partial<Row> = {}): Row => ({
  vg_name: 'pve',
  lv_name: name,
  lv_attr: attr,
  lv_size: String(bytes),
  data_percent: '',
  metadata_percent: '',
  pool_lv: '',
  origin: '',
  ...over,
})

const report = (lv: readonly Row[]): Answer => printed(`${JSON.stringify({ report: [{ lv }] }, null, 2)}\n`, 0.06)

/** `lvs -a`: the volume group of an installation on LVM; none where it is on ZFS. */
export function lvs(view: View): Answer {
  const pool = thinPoolOf(view)
  if (pool === null) return report([])
  const percent = (pool.usedBytes / pool.totalBytes) * 100
  const full = { data_percent: percent.toFixed(2), metadata_percent: (percent / 20 + 0.5).toFixed(2) }
  return report([
    row('data', 'twi-aotz--', pool.totalBytes, full),
    row('[data_tdata]', 'Twi-ao----', pool.totalBytes),
    row('[data_tmeta]', 'ewi-ao----', 16 * GIB),
    row('[lvol0_pmspare]', 'ewi-------', 16 * GIB),
    row('root', '-wi-ao----', ROOT_LV_BYTES),
    row('swap', '-wi-ao----', 8 * GIB),
    ...pool.volumes.flatMap((volume) => [volumeRow(volume), ...snapshotRows(view, volume)]),
  ])
}

const volumeRow = ({ guest, disk, usedBytes }: Volume): Row =>
  row(disk.volume, guest.running ? 'Vwi-aotz--' : 'Vwi-a-tz--', disk.sizeBytes, {
    data_percent: ((usedBytes / disk.sizeBytes) * 100).toFixed(2),
    pool_lv: 'data',
  })

/** They are not active: what they hold is not told. */
const snapshotRows = (view: View, volume: Volume): Row[] =>
  snapshotsOfVolume(view, volume).map(({ name }) => {
    const { volume: origin, sizeBytes } = volume.disk
    return row(`snap_${origin}_${name}`, 'Vri---tz-k', sizeBytes, { pool_lv: 'data', origin })
  })
