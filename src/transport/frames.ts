/** One end of a section as the script prints it: `NONCE CODE UPTIME`. */
export interface Mark {
  readonly code: string
  /** Seconds since the node started, to a hundredth. */
  readonly uptime: number
}

export interface FrameEvents {
  /** A section ended: what it printed (cut at the limit) and its mark. The first one carries what came before the script. */
  section(bytes: Buffer, mark: Mark): void
  /** The section under way printed more than the limit. Said once a section. */
  overflow(): void
}

const LONGEST_MARK = 128

/** Cuts one stream of an exchange at its marks as the bytes arrive; holds at most `limit` bytes of a section. */
export function frames(nonce: string, limit: number, events: FrameEvents): (chunk: Buffer) => void {
  const opening = Buffer.from(`\n${nonce} `)
  let pending: Buffer = Buffer.alloc(0)
  let parts: Buffer[] = []
  let held = 0

  const hold = (bytes: Buffer): void => {
    if (bytes.length === 0) return
    const room = limit - held
    const before = held
    held += bytes.length
    if (room > 0) parts.push(bytes.subarray(0, room))
    if (held > limit && before <= limit) events.overflow()
  }

  const finish = (mark: Mark): void => {
    const bytes = Buffer.concat(parts)
    parts = []
    held = 0
    events.section(bytes, mark)
  }

  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const at = pending.indexOf(opening)
      if (at === -1) {
        const keep = Math.min(pending.length, opening.length - 1)
        hold(pending.subarray(0, pending.length - keep))
        pending = pending.subarray(pending.length - keep)
        return
      }
      hold(pending.subarray(0, at))
      pending = pending.subarray(at)
      const end = pending.indexOf('\n', opening.length)
      if (end === -1 && pending.length <= LONGEST_MARK) return
      const line = pending.subarray(opening.length, end === -1 ? LONGEST_MARK : end).toString('latin1')
      pending = pending.subarray(end === -1 ? LONGEST_MARK : end + 1)
      const [code = '', uptime = ''] = line.split(' ')
      finish({ code, uptime: Number(uptime) })
    }
  }
}
