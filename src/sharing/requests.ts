import type { Clock } from '../lib/clock.ts'
import { within } from '../lib/within.ts'
import type { Message } from './message.ts'

export interface RequestsDeps {
  readonly clock: Clock
  readonly processId: string
  /** Another one each time. */
  newId(this: void): string
  tell(this: void, message: Message): void
  /** Reads a node or a guest that this process holds; null where it holds it not. */
  readOwn(this: void, nodeId: number, vmid: number | null, maxAgeMs: number): Promise<boolean> | null
  /** Takes in what others kept of a remote. */
  takeIn(this: void, remoteId: number): Promise<void>
}

/** Longer than anybody waits for a read. */
const WAIT_MS = 60_000

export type Requests = ReturnType<typeof openRequests>

/** Reads that one process asks of another. */
export function openRequests(deps: RequestsDeps) {
  const waiting = new Map<string, (fresh: boolean) => void>()
  return {
    /** Whether it is now known as young as that. Never rejects. */
    async read(remoteId: number, nodeId: number, vmid: number | null, maxAgeMs: number): Promise<boolean> {
      const request = deps.newId()
      const { promise, resolve } = Promise.withResolvers<boolean>()
      waiting.set(request, resolve)
      deps.tell({ kind: 'read', remoteId, nodeId, vmid, maxAgeMs, request, from: deps.processId })
      const fresh = await within(deps.clock, WAIT_MS, promise, () => false)
      waiting.delete(request)
      if (fresh) await deps.takeIn(remoteId)
      return fresh
    },
    heard(message: Message): void {
      if (message.kind === 'done') waiting.get(message.request)?.(message.fresh)
      if (message.kind !== 'read') return
      const { nodeId, vmid, maxAgeMs, request } = message
      void deps.readOwn(nodeId, vmid, maxAgeMs)?.then((fresh) => {
        deps.tell({ kind: 'done', request, fresh, from: deps.processId })
      })
    },
    /** Nobody waits any longer. */
    stop(): void {
      for (const answer of waiting.values()) answer(false)
    },
  }
}
