import type { ServerResponse } from 'node:http'
import type { Clock } from '../../lib/clock.ts'
import type { Role } from '../../model/role.ts'
import { blockOf } from './hub.ts'
import type { Hub } from './hub.ts'
import type { LiveKind } from './live-event.ts'
import type { Position } from './position.ts'

export interface StreamOptions {
  readonly hub: Hub
  readonly clock: Clock
  readonly kinds: ReadonlySet<LiveKind>
  /** Of whoever asked; the stream ends when it is another one. */
  readonly role: Role
  /** The last event the client has seen; null for a new one. */
  readonly last: Position | null
  /** Whether whoever asked may still see what they are shown. */
  readonly mayStay: () => Promise<boolean>
}

const BEAT_MS = 15_000
/** A client that took nothing for so many beats is gone. */
const MOST_STALLED = 3
/** After how many milliseconds a browser that lost the stream comes back. */
const RETRY_MS = 2000

interface Stream extends StreamOptions {
  readonly raw: ServerResponse
  /** The last event that it was sent or that is of no kind it wants; null before the first block. */
  at: number | null
  /** Whether it has to take what was written before it gets more. */
  isFull: boolean
  /** Beats since it took anything. */
  stalled: number
  callOff: () => void
}

/**
 * Events to one client, as fast as it takes them. What it did not take yet stays in the ring, where all clients have the
 * same; one that falls behind all of it is told to load afresh.
 */
export async function streamTo(raw: ServerResponse, options: StreamOptions): Promise<void> {
  const stream: Stream = { ...options, raw, at: null, isFull: false, stalled: 0, callOff: () => undefined }
  raw.on('error', () => raw.destroy())
  raw.on('drain', () => {
    stream.isFull = false
    stream.stalled = 0
    pump(stream)
  })
  const leave = await options.hub.join({
    news() {
      pump(stream)
    },
    end() {
      raw.end()
    },
  })
  if (raw.closed) {
    leave()
    return
  }
  raw.on('close', () => {
    stream.callOff()
    leave()
  })
  greet(stream)
  pump(stream)
  beatNext(stream)
}

function greet(stream: Stream): void {
  const { hub, last } = stream
  const follows = last !== null && last.epoch === hub.epoch && hub.ring.follows(last.seq)
  stream.at = follows ? last.seq : hub.ring.newest
  write(stream, `retry: ${String(RETRY_MS)}\n`)
  if (last && !follows) say(stream, 'reset', stream.at)
  else say(stream, 'hello', stream.at, `"resumed":${String(follows)}`)
}

function pump(stream: Stream): void {
  const { hub, kinds, role } = stream
  while (stream.at !== null && stream.at < hub.ring.newest && !stream.isFull) {
    const next = hub.ring.at(stream.at + 1)
    stream.at = next ? stream.at + 1 : hub.ring.newest
    if (!next) say(stream, 'reset', stream.at)
    else if (kinds.has(next.kind) && (next.role ?? role) === role) write(stream, next.block)
  }
}

function beatNext(stream: Stream): void {
  stream.callOff = stream.clock.after(BEAT_MS, () => void beat(stream))
}

async function beat(stream: Stream): Promise<void> {
  const { raw, mayStay } = stream
  const stays = await mayStay().catch(() => false)
  if (raw.closed) return
  if (!stays) {
    raw.end()
    return
  }
  if (stream.isFull) stream.stalled++
  else sayBeat(stream)
  if (stream.stalled < MOST_STALLED) beatNext(stream)
  else raw.destroy()
}

/** A comment beside the event: some clients count only these. */
function sayBeat(stream: Stream): void {
  write(stream, ': heartbeat\n')
  say(stream, 'beat', stream.at ?? 0)
}

function say(stream: Stream, kind: string, seq: number, rest = ''): void {
  write(stream, blockOf(stream.hub.epoch, seq, stream.clock, kind, rest))
}

function write(stream: Stream, chunk: string | Buffer): void {
  if (!stream.raw.writableEnded && !stream.raw.destroyed) stream.isFull = !stream.raw.write(chunk)
}
