import { createHash } from 'node:crypto'
import { dice } from '../dice.ts'
import type { Storage } from '../fleet/storage.ts'
import { storageCfg } from '../node/etc-files.ts'
import { DAY } from '../rhythm.ts'
import { isFor, spaceOf, volumesOn } from '../state/storage-state.ts'
import type { View } from '../state/view.ts'
import { PveError } from './reply.ts'
import type { Json, Path } from './reply.ts'

const FLAGS = new Set(['sparse', 'krbd'])

/** PVE keeps sets in hashes: their order is another in each run. */
const unsorted = (view: View, label: string, words: readonly string[]): string =>
  dice(view.node.label, label, Math.floor(view.seconds)).shuffled(words).join(',')

function storageList(view: View): Json {
  const digest = createHash('sha1').update(storageCfg(view)).digest('hex')
  const { layout, nodes } = view.node.cluster
  const rows = layout.storages.map((storage): Json => {
    const only = nodes[storage.onlyNode ?? -1]
    const properties = Object.entries(storage.properties).map(([key, value]) => [
      key,
      FLAGS.has(key) ? Number(value) : value,
    ])
    return {
      content: unsorted(view, storage.id, storage.content),
      digest,
      ...(storage.disabled && { disable: 1 }),
      ...(only && { nodes: only.name }),
      ...(storage.shared && { shared: 1 }),
      storage: storage.id,
      type: storage.type,
      ...(Object.fromEntries(properties) as Record<string, Json>),
    }
  })
  return dice(view.node.label, 'storage', Math.floor(view.seconds)).shuffled(rows)
}

function statusRow(view: View, storage: Storage): Record<string, Json> {
  const space = spaceOf(view, storage)
  const enabled = !storage.disabled && isFor(storage, view.node)
  return {
    active: Number(space !== null),
    avail: space?.availableBytes ?? 0,
    content: unsorted(view, storage.id, storage.content),
    enabled: Number(enabled),
    shared: Number(storage.shared),
    total: space?.totalBytes ?? 0,
    type: storage.type,
    used: space?.usedBytes ?? 0,
  }
}

function nodeStorages(view: View): Json {
  const rows = view.node.cluster.layout.storages.map((storage): Json => {
    const space = spaceOf(view, storage)
    return {
      ...statusRow(view, storage),
      storage: storage.id,
      ...(space && { used_fraction: space.usedBytes / space.totalBytes }),
    }
  })
  return dice(view.node.label, 'storages', Math.floor(view.seconds)).shuffled(rows)
}

function storageNamed(view: View, id: string | undefined): Storage {
  const storage = view.node.cluster.layout.storages.find((one) => one.id === id)
  if (!storage) throw new PveError(`storage '${id ?? ''}' does not exist`)
  return storage
}

/** Why nothing can be listed there. */
function checkUsable(view: View, storage: Storage): void {
  if (storage.disabled) throw new PveError(`storage '${storage.id}' is disabled`)
  if (!isFor(storage, view.node))
    throw new PveError(`storage '${storage.id}' is not available on node '${view.node.name}'`)
  if (spaceOf(view, storage) === null)
    throw new PveError(`storage '${storage.id}' is not online`, { exit: 4, seconds: 2 })
}

function content(view: View, storage: Storage, wanted: string | undefined): Json {
  checkUsable(view, storage)
  const all = [...images(view, storage), ...files(view, storage)]
  return wanted === undefined ? all : all.filter((row) => row['content'] === wanted)
}

function images(view: View, storage: Storage): Record<string, Json>[] {
  const ofFiles = storage.type === 'dir' || storage.type === 'nfs'
  return volumesOn(view, storage).map(({ guest, disk, usedBytes }) => ({
    content: disk.kind === 'rootfs' || disk.kind === 'mountpoint' ? 'rootdir' : 'images',
    ctime: 1_700_000_000 + dice(guest.label, 'made').int(0, 50_000_000),
    format: ofFiles
      ? (disk.volume.split('.').at(-1) ?? 'raw')
      : storage.type === 'zfspool' && guest.type === 'lxc'
        ? 'subvol'
        : 'raw',
    ...(ofFiles || storage.type === 'zfspool' ? { parent: null } : {}),
    size: disk.sizeBytes,
    ...(ofFiles && { used: usedBytes }),
    vmid: guest.vmid,
    volid: `${storage.id}:${disk.volume}`,
  }))
}

function files(view: View, storage: Storage): Record<string, Json>[] {
  const file = (kind: string, name: string, size: number, format: string): Record<string, Json> => ({
    content: kind,
    ctime: 1_757_000_000,
    format,
    size,
    volid: `${storage.id}:${kind}/${name}`,
  })
  return [
    ...(storage.content.includes('iso') ? [file('iso', 'debian-13.1.0-amd64-netinst.iso', 821_035_008, 'iso')] : []),
    ...(storage.content.includes('vztmpl')
      ? [file('vztmpl', 'debian-12-standard_12.7-1_amd64.tar.zst', 126_515_062, 'tzst')]
      : []),
    ...(holdsBackups(view, storage) ? backups(view, storage) : []),
  ]
}

/** On the node itself only where there is nowhere else. */
const holdsBackups = ({ node: { cluster } }: View, storage: Storage): boolean =>
  storage.content.includes('backup') &&
  (storage.id !== 'local' ||
    !cluster.layout.storages.some(({ id, content }) => id !== 'local' && content.includes('backup')))

/** The last two nights of each guest. */
function backups(view: View, storage: Storage): Record<string, Json>[] {
  const nights = [1, 0].map((ago) => (Math.floor(view.seconds / DAY) - ago) * DAY + 9005)
  return view.node.cluster.guests
    .filter(({ template }) => !template)
    .flatMap((guest) =>
      nights.map((ctime) => {
        const stamp = new Date(ctime * 1000).toISOString()
        const local = stamp.slice(0, 19).replaceAll('-', '_').replace('T', '-').replaceAll(':', '_')
        const suffix = guest.type === 'lxc' ? 'tar.zst' : 'vma.zst'
        const pbs = storage.type === 'pbs'
        const kind = guest.type === 'lxc' ? 'ct' : 'vm'
        return {
          content: 'backup',
          ctime,
          format: pbs ? `pbs-${kind}` : suffix,
          notes: guest.name,
          ...(guest.protection && { protected: 1 }),
          size: Math.floor((guest.disks[0]?.sizeBytes ?? 0) * 0.2),
          subtype: guest.type,
          vmid: guest.vmid,
          volid: pbs
            ? `${storage.id}:backup/${kind}/${guest.vmid}/${stamp.slice(0, 19)}Z`
            : `${storage.id}:backup/vzdump-${guest.type}-${guest.vmid}-${local}.${suffix}`,
        }
      }),
    )
}

/** PVE waits for each server that does not answer. */
const waiting = (view: View): number => (view.circumstances.sharesHang ? 5.9 : 0.3)

export const STORAGE_PATHS: readonly Path[] = [
  { template: '/storage', args: ['type'], reply: ({ view }) => storageList(view) },
  {
    template: '/nodes/{node}/storage',
    args: ['content', 'storage', 'enabled', 'format'],
    seconds: waiting,
    reply: ({ view }) => nodeStorages(view),
  },
  {
    template: '/nodes/{node}/storage/{storage}/status',
    seconds: waiting,
    reply: ({ view, params }) => statusRow(view, storageNamed(view, params['storage'])),
  },
  {
    template: '/nodes/{node}/storage/{storage}/content',
    args: ['content', 'vmid'],
    reply: ({ view, params, args }) =>
      content(
        view,
        storageNamed(view, params['storage']),
        args['content'] === undefined ? undefined : String(args['content']),
      ),
  },
]
