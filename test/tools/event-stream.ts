import assert from 'node:assert/strict'
import type { LiveEvent } from '../../src/api/contract.ts'

/** A block of a stream of server-sent events. */
export interface Heard {
  readonly id: string | null
  readonly event: string | null
  /** Null for a block without data, such as a comment. */
  readonly data: LiveEvent | null
  readonly text: string
}

export interface Listener {
  readonly response: Response
  /** Everything heard so far. */
  readonly heard: readonly Heard[]
  /** The next block with data that is not heard out yet. */
  next(this: void): Promise<LiveEvent>
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>
  close(this: void): void
}

function blockIn(text: string): Heard {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^(\w*):? ?(.*)$/.exec(line) ?? []
    if (name !== '') fields.set(name, value)
  }
  const data = fields.get('data')
  return {
    id: fields.get('id') ?? null,
    event: fields.get('event') ?? null,
    data: data === undefined ? null : (JSON.parse(data) as LiveEvent),
    text,
  }
}

/** A client of `/api/live` that reads as a browser does. */
export async function listenTo(url: string, headers: Record<string, string> = {}): Promise<Listener> {
  const abort = new AbortController()
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal })
  assert.ok(response.body, url)
  const heard: Heard[] = []
  const wakers: (() => void)[] = []
  let read = 0
  const reading = (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      heard.push(...blocks.map(blockIn))
      for (const waker of wakers.splice(0)) waker()
    }
  })()
  const ended = reading.catch((error: unknown) => {
    if (!abort.signal.aborted) throw error
  })
  return {
    response,
    heard,
    ended,
    async next() {
      for (;;) {
        const block = heard[read]
        if (block) read++
        if (block?.data) return block.data
        if (!block) await Promise.race([new Promise<void>((resolve) => wakers.push(resolve)), over(ended)])
      }
    },
    close() {
      abort.abort()
    },
  }
}

const over = (ended: Promise<void>): Promise<never> =>
  ended.then(() => {
    throw new Error('the stream has ended')
  })
