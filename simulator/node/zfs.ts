import type { View } from '../state/view.ts'
import { hasZfs } from '../state/node-state.ts'
import { poolsOf, snapshotsOfVolume } from '../state/storage-state.ts'
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

interface Dataset {
  readonly name: string
  readonly used: number
  readonly ofSnapshots: number
  readonly own: number
  readonly children: number
  /** Null for a file system. */
  readonly volsize: number | null
}

/** `zfs list`, with the columns that the product asks for. */
export function zfsList(view: View): Answer {
  if (!hasZfs(view.node)) return NOT_LOADED
  const rows = poolsOf(view).flatMap((pool) => {
    const available = pool.sizeBytes - pool.allocatedBytes
    return datasetsOf(view, pool).map(({ name, used, ofSnapshots, own, children, volsize }) =>
      [name, available, used, ofSnapshots, own, 0, children, volsize ?? '-', own, '-'].join('\t'),
    )
  })
  return printed(rows.map((row) => `${row}\n`).join(''), 0.05)
}

const OWN = 98_304

const fileSystem = (name: string, own: number, children = 0): Dataset => ({
  name,
  used: own + children,
  ofSnapshots: 0,
  own,
  children,
  volsize: null,
})

const parentOf = ({ name }: Pool): string => (name === 'rpool' ? 'rpool/data' : `${name}/vmdata`)

function datasetsOf(view: View, pool: Pool): Dataset[] {
  const parent = parentOf(pool)
  const guests = pool.volumes.map((volume) => datasetOf(view, parent, volume))
  const held = guests.reduce((sum, { used }) => sum + used, 0)
  const { systemBytes } = pool
  const system =
    systemBytes === 0 ? [] : [fileSystem('rpool/ROOT', OWN, systemBytes), fileSystem('rpool/ROOT/pve-1', systemBytes)]
  return [fileSystem(pool.name, OWN, pool.allocatedBytes - OWN), ...system, fileSystem(parent, OWN, held), ...guests]
}

/** What all snapshots of a volume hold together. */
const snapshotBytesOf = (view: View, volume: Volume): number =>
  snapshotsOfVolume(view, volume).length > 0 ? Math.floor(volume.usedBytes * 0.08) : 0

function datasetOf(view: View, parent: string, volume: Volume): Dataset {
  const { guest, disk, usedBytes } = volume
  const ofSnapshots = snapshotBytesOf(view, volume)
  return {
    name: `${parent}/${disk.volume}`,
    used: usedBytes,
    ofSnapshots,
    own: usedBytes - ofSnapshots,
    children: 0,
    volsize: guest.type === 'lxc' ? null : disk.sizeBytes,
  }
}

/** `zfs list -t snapshot`: half of what snapshots hold is shared between them. */
export function zfsSnapshots(view: View): Answer {
  if (!hasZfs(view.node)) return NOT_LOADED
  const rows = poolsOf(view).flatMap((pool) => [
    ...(pool.systemBytes === 0 ? [] : ['rpool/ROOT/pve-1@before-upgrade\t1536000\t1767225600']),
    ...pool.volumes.flatMap((volume) => {
      const taken = snapshotsOfVolume(view, volume)
      const alone = Math.floor(snapshotBytesOf(view, volume) / 2 / taken.length)
      return taken.map(({ name, takenAt }) => `${parentOf(pool)}/${volume.disk.volume}@${name}\t${alone}\t${takenAt}`)
    }),
  ])
  return printed(rows.map((row) => `${row}\n`).join(''), 0.2)
}
