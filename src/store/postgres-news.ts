import { Client } from 'pg'
import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../model/secret.ts'
import { connectionOf } from './postgres-pool.ts'

export const CHANNEL = 'panoramica'

const LOOK_MS = 10_000
const LATE_MS = 5_000
const SHORTEST_MS = 500
const LONGEST_MS = 10_000

export interface NewsDeps {
  readonly url: Secret
  readonly clock: Clock
  heard(this: void, message: string): void
  /** Told each time it listens anew: what was told meanwhile is lost. */
  listening(this: void): void
}

interface State extends NewsDeps {
  client: Client | null
  pauseMs: number
  callOff: () => void
}

/** Listens to what other processes tell, on a connection of its own that is made again when it breaks. Returns what ends it. */
export function listenToNews(deps: NewsDeps): () => Promise<void> {
  const state: State = { ...deps, client: null, pauseMs: SHORTEST_MS, callOff: () => undefined }
  begin(state)
  return async () => {
    const { client } = state
    state.client = null
    state.callOff()
    await client?.end().catch(() => undefined)
  }
}

function begin(state: State): void {
  const client = new Client({ ...connectionOf(state.url), query_timeout: LATE_MS })
  const broken = (): void => {
    beginAgain(state, client)
  }
  state.client = client
  client.on('error', broken).on('end', broken)
  client.on('notification', ({ payload }) => {
    if (payload !== undefined) state.heard(payload)
  })
  listen(state, client).catch(broken)
}

async function listen(state: State, client: Client): Promise<void> {
  await client.connect()
  await client.query(`listen ${CHANNEL}`)
  if (state.client !== client) return
  state.pauseMs = SHORTEST_MS
  state.listening()
  lookAfter(state, client)
}

/** A connection may break without a word, and then nothing is heard on it. */
function lookAfter(state: State, client: Client): void {
  state.callOff = state.clock.after(LOOK_MS, () => {
    client.query('select 1').then(
      () => {
        if (state.client === client) lookAfter(state, client)
      },
      () => {
        beginAgain(state, client)
      },
    )
  })
}

function beginAgain(state: State, broken: Client): void {
  if (state.client !== broken) return
  state.client = null
  state.callOff()
  broken.end().catch(() => undefined)
  state.callOff = state.clock.after(state.pauseMs, () => {
    begin(state)
  })
  state.pauseMs = Math.min(state.pauseMs * 2, LONGEST_MS)
}
