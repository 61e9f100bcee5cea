import { spaceOf, isFor, rootSpaceOf } from '../state/storage-state.ts'
import { subscriptionReply } from '../state/subscription.ts'
import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'
import { timezoneOf } from './etc-files.ts'

export const identify = ({ node }: View): Answer =>
  printed(`host ${node.name}\nuid 0\nhas pvesh\nhas pveversion\nhas /etc/pve\n`, 0.008)

/** `stat -f`: size of a block, blocks, free ones, those free for users. */
export function rootFilesystem(view: View): Answer {
  const { totalBytes, usedBytes, availableBytes } = rootSpaceOf(view)
  const blocks = (bytes: number): number => Math.floor(bytes / 4096)
  return printed(`4096 ${blocks(totalBytes)} ${blocks(totalBytes - usedBytes)} ${blocks(availableBytes)}\n`)
}

export function bootMode({ node: { machine } }: View): Answer {
  if (!machine.efi) return printed('legacy-bios\n')
  return printed(`efi\n   6   0   0   0   ${machine.secureBoot ? 1 : 0}\n`)
}

/** `date '+%s %z'`, then where /etc/localtime points. */
export function clock(view: View): Answer {
  const zone = timezoneOf(view)
  return printed(`${Math.floor(view.clock)} ${offsetOf(zone, view.clock)}\n/usr/share/zoneinfo/${zone}\n`)
}

/** `+0100` */
function offsetOf(timeZone: string, seconds: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(seconds * 1000)
  const [, sign = '+', hours = '00', minutes = '00'] =
    /([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  return `${sign}${hours}${minutes}`
}

export const offsetSeconds = (timeZone: string, seconds: number): number => {
  const offset = offsetOf(timeZone, seconds)
  return Number(`${offset[0] ?? ''}1`) * (Number(offset.slice(1, 3)) * 3600 + Number(offset.slice(3)) * 60)
}

export const pveversion = ({ node: { release } }: View): Answer =>
  printed(`pve-manager/${release.pve}/${release.repoid} (running kernel: ${release.kernel})\n`, 0.85)

export function pvesmStatus(view: View): Answer {
  const rows = view.node.cluster.layout.storages.map((storage) => {
    const space = spaceOf(view, storage)
    const enabled = !storage.disabled && isFor(storage, view.node)
    const status = !enabled ? 'disabled' : space ? 'active' : 'inactive'
    const numbers = [space?.totalBytes, space?.usedBytes, space?.availableBytes].map((bytes) =>
      String(Math.floor((bytes ?? 0) / 1024)).padStart(16),
    )
    const share = !enabled ? 'N/A' : `${(((space?.usedBytes ?? 0) / (space?.totalBytes ?? 1)) * 100).toFixed(2)}%`
    return `${storage.id.padEnd(18)} ${storage.type.padStart(8)} ${status.padStart(10)}${numbers.join('')} ${share.padStart(8)}\n`
  })
  const head = `${'Name'.padEnd(18)} ${'Type'.padStart(8)} ${'Status'.padStart(10)}${'Total'.padStart(16)}${'Used'.padStart(16)}${'Available'.padStart(16)} ${'%'.padStart(8)}\n`
  const unreachable = view.node.cluster.layout.storages.filter(
    ({ type, disabled }) => type === 'nfs' && !disabled && view.circumstances.sharesHang,
  )
  return {
    ...printed(head + rows.sort().join(''), unreachable.length > 0 ? 5.9 : 0.29),
    stderr: unreachable.map(({ id }) => `storage '${id}' is not online\n`).join(''),
  }
}

export const pvesubscriptionGet = (view: View): Answer =>
  printed(
    Object.entries(subscriptionReply(view))
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
    0.28,
  )
