import type { Storage } from '../fleet/storage.ts'
import { isFor, volumesOn } from '../state/storage-state.ts'
import type { Volume } from '../state/storage-state.ts'
import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'

const BLOCK = 512
/** Header and tables of a qcow2 image. */
const QCOW2_OVERHEAD = 327_680

/** Image files on the storages of files, which hold images here. */
export function volumeFiles(view: View): Answer {
  const storages = view.node.cluster.layout.storages.filter((storage) => isLookedAt(view, storage))
  const dead = storages.filter((storage) => hangs(view, storage))
  const parts = storages.map((storage) => `== storage ${storage.id}\n${listOf(view, storage)}`)
  return printed(parts.join(''), 0.04 + 10 * dead.length)
}

const isLookedAt = ({ node }: View, storage: Storage): boolean =>
  (storage.type === 'dir' || storage.type === 'nfs') &&
  !storage.disabled &&
  isFor(storage, node) &&
  storage.content.includes('images')

const hangs = ({ circumstances }: View, { type }: Storage): boolean => type === 'nfs' && circumstances.sharesHang

const listOf = (view: View, storage: Storage): string =>
  hangs(view, storage) ? '== exit 124\n' : `${volumesOn(view, storage).map(fileOf).join('')}== exit 0\n`

function fileOf({ disk, usedBytes }: Volume): string {
  const length = disk.volume.endsWith('.qcow2') ? usedBytes + QCOW2_OVERHEAD : disk.sizeBytes
  return `${disk.volume}\t${length}\t${usedBytes / BLOCK}\n`
}
