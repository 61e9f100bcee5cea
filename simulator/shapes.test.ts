import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from './fleet/fleet.ts'
import { RELEASES } from './fleet/release.ts'
import type { ReleaseLine } from './fleet/release.ts'
import { POOLS } from './fleet/words.ts'
import { findPath, read } from './pve/api.ts'
import { PveError } from './pve/reply.ts'
import { guestsOn, snapshotsOf } from './state/guest-state.ts'
import { ALL_WELL, viewOf } from './state/view.ts'
import type { View, World } from './state/view.ts'
import { recordingsOf, withoutRecordings } from './testing/recordings.ts'
import { shapeOf } from './testing/shape.ts'

const AT = Date.UTC(2026, 4, 4, 9)
const WORLD: World = {
  addressOf: () => '127.10.1.1',
  hostKeyOf: () => null,
  circumstancesOf: () => ALL_WELL,
  downSince: () => null,
}

/** Paths that were recorded and that the product does not read. */
const NOT_SIMULATED: readonly RegExp[] = [
  /^version\/?$/,
  /^\/storage\/local$/,
  /^\/cluster\/(backup|backup-info\/.*|ceph\/.*|config.*|ha\/groups|ha\/resources|ha\/status\/manager_status|options|replication|tasks)$/,
  /^\/nodes\/pve1\/(apt\/versions|ceph\/.*|config|disks\/(directory|lvm|lvmthin|zfs)|dns|hardware\/usb|network\/vmbr0|replication)$/,
]

/** What was recorded and need not appear: rarely used options, and things of that one machine. */
const EXCEPTIONS: readonly (readonly [path: RegExp, keys: readonly string[]])[] = [
  // A disk that is mounted as a whole, without partitions.
  [/\/disks\/list$/, ['mounted']],
  [/\/network$/, ['ovs_bridge', 'ovs_ports', 'ovs_tag', 'ovs_type', 'options', 'options[]']],
  [/^\/storage$/, ['domain', 'share', 'is_mountpoint', 'mountpoint', 'namespace', 'group']],
  [
    /\/qemu\/\d+\/config$/,
    'acpi args bootdisk cicustom cipassword hookscript hotplug hostpciN keyboard kvm localtime numaN spice_enhancements sshkeys tablet vcpus vmgenid watchdog'.split(
      ' ',
    ),
  ],
  [/\/lxc\/\d+\/config$/, 'cmode console dev0 hookscript timezone tty unusedN'.split(' ')],
  [/\/qemu\/\d+\/status\/current$/, ['spice']],
  // Left behind in that machine's configuration: 9 has rules instead.
  [/\/ha\/status\/current$/, ['group']],
  // Pools hold guests only.
  [/^\/pools\/prod$/, ['content', 'plugintype', 'shared', 'storage']],
]

const isException = (path: string, key: string): boolean =>
  EXCEPTIONS.some(
    ([pattern, keys]) => pattern.test(path) && keys.includes(key.replace(/^.*\./, '').replace(/ \w+$/, '')),
  )

function viewsOf(line: ReleaseLine): View[] {
  const options = {
    ...DEFAULT_FLEET,
    clusters: 6,
    nodesPerCluster: 2,
    guestsPerNode: 25,
    standalone: 2,
    versions: { [line]: 1 },
  }
  const nodes = Array.from({ length: 8 }, (_, index) => clusterAt(options, index).nodes).flat()
  return nodes.map((node) => viewOf(node, WORLD, AT))
}

const VARIABLE = /\/(qemu|lxc|storage|pools)\/([^/]+)/

const SNAPSHOT = /\/snapshot\/\w+\/config$/

/** A snapshot of that machine, as one of the simulated guest. */
function withSnapshot(view: View, path: string, vmid: string): string {
  const guest = guestsOn(view).find((one) => String(one.vmid) === vmid)
  const name = guest && snapshotsOf(view, guest)[0]?.name
  return path.replace(SNAPSHOT, `/snapshot/${name ?? 'none'}/config`)
}

/** What may stand in a recorded path where it names a guest, a storage or a pool of that machine. */
function namesFor({ node: { cluster } }: View, path: string): readonly string[] {
  switch (VARIABLE.exec(path)?.[1]) {
    case 'qemu':
    case 'lxc':
      return cluster.guests.map(({ vmid }) => String(vmid))
    case 'storage':
      return cluster.layout.storages.map(({ id }) => id)
    case 'pools':
      return POOLS
    default:
      return ['']
  }
}

/** All replies to the recorded path, on each simulated node. What PVE would refuse there is left out. */
function* repliesTo(views: readonly View[], path: string, args: Readonly<Record<string, string>>): Generator {
  for (const view of views) {
    const named = path.replace('/nodes/pve1', `/nodes/${view.node.name}`)
    for (const name of namesFor(view, path)) {
      try {
        yield read(findPath(view, withSnapshot(view, named.replace(VARIABLE, `/$1/${name}`), name), args))
      } catch (error) {
        if (!(error instanceof PveError)) throw error
      }
    }
  }
}

describe('shapes of replies', { skip: withoutRecordings }, () => {
  for (const line of Object.keys(RELEASES) as ReleaseLine[]) {
    const views = viewsOf(line)
    const recordings = withoutRecordings ? [] : recordingsOf(line)
    for (const { path, args, reply } of recordings) {
      if ('snapshot' in args || NOT_SIMULATED.some((pattern) => pattern.test(path))) continue
      const asked = [path, ...Object.entries(args).map((pair) => pair.join('='))].join(' ')
      test(`${line}: every key recorded for ${asked} is there with its type`, () => {
        const missing = new Set(shapeOf(reply).filter((key) => !key.endsWith(' null') && !isException(path, key)))
        for (const value of repliesTo(views, path, args)) {
          for (const key of shapeOf(value)) missing.delete(key)
          if (missing.size === 0) break
        }
        assert.deepEqual([...missing], [])
      })
    }
  }
})
