import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import type { Storage } from '../fleet/storage.ts'
import { findPath, read } from '../pve/api.ts'
import { viewOf } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { worldWith } from '../testing/world.ts'
import { lvs } from './lvm.ts'
import { volumeFiles } from './volume-files.ts'
import { zfsList, zfsSnapshots } from './zfs.ts'

const AT = Date.UTC(2026, 4, 4, 9)

const OPTIONS = { ...DEFAULT_FLEET, clusters: 6, nodesPerCluster: 2, guestsPerNode: 25, standalone: 2 }

const viewsOf = (sharesHang = false): View[] =>
  Array.from({ length: 8 }, (_, index) => clusterAt(OPTIONS, index).nodes)
    .flat()
    .map((node) => viewOf(node, worldWith({ sharesHang }), AT))

interface Row {
  readonly volid: string
  readonly size: number
  readonly used?: number
  readonly format: string
}

/** Volumes of guests as PVE lists those on a storage, by their name without it. */
function volumesOf(view: View, { id }: Storage): [name: string, row: Row][] {
  const path = `/nodes/${view.node.name}/storage/${id}/content`
  const rows = read(findPath(view, path, { content: 'images' })) as unknown as Row[]
  return rows.map((row) => [row.volid.slice(id.length + 1), row])
}

/** Every storage of these types, with the node it is looked at from. */
function storagesOf(views: readonly View[], types: readonly Storage['type'][]): [view: View, storage: Storage][] {
  return views.flatMap((view) =>
    view.node.cluster.layout.storages
      .filter(({ type, disabled, onlyNode, content }) => {
        const here = onlyNode === null || onlyNode === view.node.index
        return types.includes(type) && !disabled && here && content.includes('images')
      })
      .map((storage): [View, Storage] => [view, storage]),
  )
}

describe('volumes of simulated guests', () => {
  const views = viewsOf()

  test('are datasets with their size on ZFS, and their parts add up', () => {
    let seen = 0
    for (const [view, storage] of storagesOf(views, ['zfspool'])) {
      const rows = zfsList(view)
        .stdout.split('\n')
        .map((line) => line.split('\t'))
      for (const [name, { size, format }] of volumesOf(view, storage)) {
        const row = rows.find(([dataset]) => dataset === `${storage.properties['pool'] ?? ''}/${name}`)
        assert.ok(row, name)
        const [used = 0, ...parts] = row.slice(2, 7).map(Number)
        assert.equal(
          used,
          parts.reduce((sum, part) => sum + part, 0),
        )
        if (format !== 'subvol') assert.equal(row[7], String(size))
        seen++
      }
    }
    assert.ok(seen > 50)
  })

  test('have the snapshots on ZFS that PVE took of their guests', () => {
    let seen = 0
    for (const view of views) {
      const datasets = zfsList(view).stdout
      for (const line of zfsSnapshots(view).stdout.split('\n').slice(0, -1)) {
        const [dataset = '', snapshot = ''] = line.split(/[@\t]/)
        assert.ok(datasets.includes(`${dataset}\t`), dataset)
        const vmid = /\/(?:vm|subvol)-(\d+)-disk/.exec(dataset)?.[1]
        if (vmid === undefined) continue
        const guest = view.node.cluster.guests.find((one) => one.vmid === Number(vmid))
        assert.match(snapshot, /^auto_/)
        assert.ok((guest?.snapshotCount ?? 0) > 0)
        seen++
      }
    }
    assert.ok(seen > 20)
  })

  test('are logical volumes with their size in the thin pool', () => {
    let seen = 0
    for (const [view, storage] of storagesOf(views, ['lvmthin'])) {
      const { report } = JSON.parse(lvs(view).stdout) as { report: { lv: Record<string, string>[] }[] }
      for (const [name, { size }] of volumesOf(view, storage)) {
        const row = report[0]?.lv.find(({ lv_name }) => lv_name === name)
        assert.deepEqual([row?.['lv_size'], row?.['pool_lv']], [String(size), 'data'])
        seen++
      }
    }
    assert.ok(seen > 20)
  })

  test('are files that take what PVE says they use', () => {
    let seen = 0
    for (const [view, storage] of storagesOf(views, ['dir', 'nfs'])) {
      const { stdout } = volumeFiles(view)
      const own = stdout.split(/^== storage /m).find((part) => part.startsWith(`${storage.id}\n`))
      for (const [name, { size, used = 0 }] of volumesOf(view, storage)) {
        const [, length, blocks] =
          own
            ?.split('\n')
            .map((line) => line.split('\t'))
            .find(([file]) => file === name) ?? []
        assert.equal(Number(blocks) * 512, used)
        if (name.endsWith('.raw')) assert.equal(Number(length), size)
        seen++
      }
    }
    assert.ok(seen > 20)
  })

  test('cannot be told on a share whose server is gone, and the others can', () => {
    const shares = storagesOf(viewsOf(true), ['nfs'])
    assert.ok(shares.length > 0)
    for (const [view, { id }] of shares) {
      const { stdout, seconds } = volumeFiles(view)
      assert.ok(stdout.includes(`== storage ${id}\n== exit 124\n`))
      assert.ok(seconds >= 10)
    }
  })
})
