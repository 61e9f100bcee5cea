import type { Clock } from '../lib/clock.ts'
import { within } from '../lib/within.ts'
import type { Exchange } from '../store/sharing-port.ts'
import { MOST_CHARACTERS } from './answers.ts'
import type { Message } from './message.ts'
import type { Question } from './question.ts'

export interface RequestsDeps {
  readonly clock: Clock
  readonly processId: string
  readonly exchange: Pick<Exchange, 'keepAnswer' | 'takeAnswer'>
  /** Another one each time. */
  newId(this: void): string
  tell(this: void, message: Message): void
  /** Reads a node or a guest that this process holds; null where it holds it not. */
  readOwn(this: void, nodeId: number, vmid: number | null, maxAgeMs: number): Promise<boolean> | null
  /** Answers of a node that this process holds; null where it holds it not. */
  answerOwn(this: void, question: Question): Promise<string> | null
  /** Takes in what others kept of a remote. */
  takeIn(this: void, remoteId: number): Promise<void>
  /** Told why an answer could not be handed over. */
  failed(this: void, error: unknown): void
}

/** Longer than anybody waits for a read. */
const WAIT_MS = 60_000
/** So long an answer waits for whoever asked. */
const ANSWER_MS = 60_000

export type Requests = ReturnType<typeof openRequests>

interface State extends RequestsDeps {
  readonly waiting: Map<string, (granted: boolean) => void>
  /** Questions under way. */
  readonly asked: Map<string, Promise<string | null>>
}

/** Reads and answers that one process asks of another. */
export function openRequests(deps: RequestsDeps) {
  const state: State = { ...deps, waiting: new Map(), asked: new Map() }
  const { waiting, asked, processId: from } = state
  return {
    /** Whether it is now known as young as that. Never rejects. */
    async read(remoteId: number, nodeId: number, vmid: number | null, maxAgeMs: number): Promise<boolean> {
      const fresh = await granted(state, WAIT_MS, (request) => {
        return { kind: 'read', remoteId, nodeId, vmid, maxAgeMs, request, from }
      })
      if (fresh !== null) await deps.takeIn(remoteId)
      return fresh !== null
    },
    /** The answer of whoever reads the node; null where there is none. Joins the same question under way. Never rejects. */
    ask(question: Question, waitMs: number): Promise<string | null> {
      const key = JSON.stringify(question)
      const answer = asked.get(key) ?? answerTo(state, question, waitMs).finally(() => asked.delete(key))
      asked.set(key, answer)
      return answer
    },
    heard(message: Message): void {
      if (message.kind === 'done') waiting.get(message.request)?.(message.fresh)
      else if (message.kind === 'answered') waiting.get(message.request)?.(message.kept)
      else if (message.kind === 'ask') void answer(state, message.question, message.request)
      else if (message.kind === 'read') {
        const { nodeId, vmid, maxAgeMs, request } = message
        void deps.readOwn(nodeId, vmid, maxAgeMs)?.then((fresh) => {
          deps.tell({ kind: 'done', request, fresh, from })
        })
      }
    },
    /** Nobody waits any longer. */
    stop(): void {
      for (const end of waiting.values()) end(false)
    },
  }
}

/** The number of a request that was granted in time, else null. */
async function granted(
  { clock, waiting, newId, tell }: State,
  waitMs: number,
  messageOf: (request: string) => Message,
): Promise<string | null> {
  const request = newId()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  waiting.set(request, resolve)
  tell(messageOf(request))
  const isGranted = await within(clock, waitMs, promise, () => false)
  waiting.delete(request)
  return isGranted ? request : null
}

async function answerTo(state: State, question: Question, waitMs: number): Promise<string | null> {
  const request = await granted(state, waitMs, (id) => ({
    kind: 'ask',
    question,
    request: id,
    from: state.processId,
  }))
  if (request === null) return null
  return state.exchange.takeAnswer(request).catch((error: unknown) => {
    state.failed(error)
    return null
  })
}

/** Hands over what this process knows of a node that it holds. Never rejects. */
async function answer(state: State, question: Question, request: string): Promise<void> {
  const answering = state.answerOwn(question)
  if (!answering) return
  const kept = await answering
    .then((text) => hand(state, request, text))
    .catch((error: unknown) => {
      state.failed(error)
      return false
    })
  state.tell({ kind: 'answered', request, kept, from: state.processId })
}

async function hand({ exchange }: State, request: string, text: string): Promise<boolean> {
  if (text.length > MOST_CHARACTERS) return false
  await exchange.keepAnswer(request, text, ANSWER_MS)
  return true
}
