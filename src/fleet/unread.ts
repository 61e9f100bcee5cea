import type { RemoteView } from './remote-view.ts'

interface UnreadReason {
  readonly reason: string
  readonly hint: string
}

/** Why no process reads a remote, and what helps; null where one does. */
export function unreadReason({ unread, remote: { site } }: Pick<RemoteView, 'unread' | 'remote'>): UnreadReason | null {
  if (unread === null) return null
  if (unread.why === 'given-up')
    return {
      reason: `processes that read it ended, ${String(unread.times)} one after the other`,
      hint: 'Their log says why. It is tried again after a quarter of an hour, and at once when it is tested or changed.',
    }
  const there = site === null ? '' : `no process reads at its site, ${site}, and `
  return {
    reason: `${there}no process that reads is without a site`,
    hint: `Start one: \`panoramica worker\`${site === null ? '' : `, here or with \`--site ${site}\` there`}.`,
  }
}
