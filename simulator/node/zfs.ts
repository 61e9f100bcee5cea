import type { View } from '../state/view.ts'
import { hasZfs } from '../state/node-state.ts'
import { poolsOf } from '../state/storage-state.ts'
import type { Pool, Volume } from '../state/storage-state.ts'
import { DAY } from '../rhythm.ts'
import { printed, refused } from './answer.ts'
import type { Answer } from './answer.ts'

const NOT_LOADED = refused(1, 'The ZFS modules are not loaded.')

export function zpoolList(view: View): Answer {
  if (!hasZfs(view.node)) return NOT_LOADED
  const rows = poolsOf(view).map((pool) => {
    const { name, sizeBytes, allocatedBytes } = pool
    const capacity = Math.floor((allocatedBytes / sizeBytes) * 100)
    return [
      name,
      sizeBytes,
      allocatedBytes,
      sizeBytes - allocatedBytes,
      Math.floor(capacity / 3),
      capacity,
      healthOf(pool),
    ].join('\t')
  })
  return printed(rows.map((row) => `${row}\n`).join(''), 0.02)
}

const healthOf = ({ disks }: Pool): string => (disks.some(({ failing }) => failing) ? 'DEGRADED' : 'ONLINE')

export function zpoolStatus(view: View): Answer {
  if (!hasZfs(view.node)) return NOT_LOADED
  return printed(
    poolsOf(view)
      .map((pool) => statusOf(view, pool))
      .join('\n'),
    0.03,
  )
}

/** Scrubbed each four weeks. */
function statusOf({ clock }: View, pool: Pool): string {
  const ended = new Date((Math.floor(clock / (28 * DAY)) * 28 * DAY - 3 * DAY + 10_543) * 1000)
  const date = `${ended.toUTCString().slice(0, 3)} ${ended.toUTCString().slice(8, 11)} ${String(ended.getUTCDate()).padStart(2)} ${ended.toISOString().slice(11, 19)} ${ended.getUTCFullYear()}`
  const degraded = healthOf(pool) === 'DEGRADED'
  const row = (name: string, indent: number, state: string, errors = 0): string =>
    `\t${' '.repeat(indent)}${name.padEnd(44 - indent)}  ${state.padEnd(8)}  ${errors}     0     0\n`
  const problem =
    "status: One or more devices has experienced an unrecoverable error.\naction: Replace the device using 'zpool replace'.\n"
  return [
    `  pool: ${pool.name}\n state: ${healthOf(pool)}\n`,
    degraded ? problem : '',
    `  scan: scrub repaired 0B in 01:14:03 with 0 errors on ${date}\nconfig:\n\n`,
    `\t${'NAME'.padEnd(44)}  STATE     READ WRITE CKSUM\n`,
    row(pool.name, 0, healthOf(pool)),
    row('mirror-0', 2, healthOf(pool)),
    ...pool.disks.map(({ name, model, serial, failing }) =>
      row(
        `${name.startsWith('nvme') ? 'nvme' : 'ata'}-${model.replaceAll(' ', '_')}_${serial}`,
        4,
        failing ? 'FAULTED' : 'ONLINE',
        failing ? 21 : 0,
      ),
    ),
    '\nerrors: No known data errors\n',
  ].join('')
}

type Dataset = readonly [
  name: string,
  used: number,
  ofSnapshots: number,
  own: number,
  reserved: number,
  children: number,
]

/** `zfs list`; the columns behind the name are available, used and what of it is which. */
export function zfsList(view: View): Answer {
  if (!hasZfs(view.node)) return NOT_LOADED
  const rows = poolsOf(view).flatMap((pool) => {
    const available = pool.sizeBytes - pool.allocatedBytes
    return datasetsOf(pool).map(([name, used, ...parts]) => [name, available, used, ...parts].join('\t'))
  })
  return printed(rows.map((row) => `${row}\n`).join(''), 0.05)
}

const OWN = 98_304

function datasetsOf(pool: Pool): Dataset[] {
  const parent = pool.name === 'rpool' ? 'rpool/data' : `${pool.name}/vmdata`
  const guests = pool.volumes.map((volume) => datasetOf(parent, volume))
  const held = guests.reduce((sum, [, used]) => sum + used, 0)
  const rootUsed = pool.systemBytes
  const system: Dataset[] =
    rootUsed === 0
      ? []
      : [
          ['rpool/ROOT', rootUsed + OWN, 0, OWN, 0, rootUsed],
          ['rpool/ROOT/pve-1', rootUsed, 0, rootUsed, 0, 0],
        ]
  return [
    [pool.name, pool.allocatedBytes, 0, OWN, 0, pool.allocatedBytes - OWN],
    ...system,
    [parent, held + OWN, 0, OWN, 0, held],
    ...guests,
  ]
}

function datasetOf(parent: string, { guest, disk, usedBytes }: Volume): Dataset {
  const ofSnapshots = guest.snapshotCount > 0 ? Math.floor(usedBytes * 0.08) : 0
  return [`${parent}/${disk.volume}`, usedBytes, ofSnapshots, usedBytes - ofSnapshots, 0, 0]
}
