import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { openAccounts } from './api/auth/accounts.ts'
import { entranceOf } from './api/entrance.ts'
import { openCounts } from './api/metrics/counts.ts'
import type { Counts } from './api/metrics/counts.ts'
import { buildWorkerApp } from './api/worker-app.ts'
import type { Config } from './config.ts'
import { openFleet } from './fleet/fleet.ts'
import { openSluice } from './history/sluice.ts'
import { systemClock as clock } from './lib/clock.ts'
import { systemRandom as random } from './lib/random.ts'
import type { Unread } from './model/read-share.ts'
import { readersOf } from './readers.ts'
import { openSharing } from './sharing/sharing.ts'
import type { Sharing, SharingDeps } from './sharing/sharing.ts'
import { openStore } from './store/open.ts'
import { StoreError } from './store/port.ts'
import type { SharedStore } from './store/port.ts'
import { openTranscripts } from './transport/transcripts.ts'

export interface Worker {
  /** Where it tells of itself: `http://127.0.0.1:9470`; null where it listens nowhere. */
  readonly address: string | null
  /** Why it is to stop by itself, as soon as it is. */
  readonly superseded: Promise<Error>
  stop(this: void): Promise<void>
}

/** Reads nodes for others, which show them. Throws `StoreError` without a database. */
export async function startWorker(config: Config, log: Logger): Promise<Worker> {
  await using opened = new AsyncDisposableStack()
  const own = await openStore(config, random)
  opened.defer(() => own.close())
  const fleet = openFleet(clock)
  const sharing = await sharingOf(config, log, { store: own, fleet, collects: true, serves: false }, opened)
  if (!sharing) throw new StoreError('a worker needs a database that others share', 'Give PANORAMICA_DATABASE_URL.')
  const { store } = sharing
  const kept = { transcripts: openTranscripts(clock), counts: openCounts(manifest.version) }
  const history = { screened: openSluice() }
  const { rounds, remotes, connect } = readersOf(config, log, { ...kept, store, fleet, history, sharing })
  opened.defer(remotes.stop)
  opened.defer(rounds.stop)
  opened.defer(sharing.begin(rounds, connect))
  const address = await openHealth(config, log, { store: own, counts: kept.counts, sharing }, opened)
  const running = opened.move()
  return { address, superseded: sharing.superseded, stop: () => running.disposeAsync() }
}

interface Inside {
  readonly store: SharedStore
  readonly counts: Counts
  readonly sharing: Pick<Sharing, 'renewed' | 'share'>
}

/** Tells of this process where the settings say. */
async function openHealth(config: Config, log: Logger, inside: Inside, opened: AsyncDisposableStack) {
  if (config.healthPort === null) return null
  const { store, counts, sharing } = inside
  const entrance = entranceOf(config)
  // People are added and let in by servers: here tokens are looked at, and nothing else.
  const accounts = await openAccounts({ ...entrance, firstAdmin: null, oidc: null, store, clock, random, log })
  const app = await buildWorkerApp(
    { accounts, store: { ping: () => ready(store, sharing) }, share: sharing.share },
    { ...entrance, logger: log, version: manifest.version, clock, counts },
  )
  opened.defer(() => app.close())
  return app.listen({ host: config.host, port: config.healthPort })
}

/** Throws `StoreError` where the nodes cannot be shared out, though the store may answer. */
async function ready(store: Pick<SharedStore, 'ping'>, { renewed }: Inside['sharing']): Promise<void> {
  await store.ping()
  if (!renewed()) throw new StoreError('the leases of this worker are not renewed', 'The log of the worker says why.')
}

const STRANDED = 'no process reads these remotes: none is at their site, and none is without a site'
const GIVEN_UP = 'these remotes are left alone for a while: processes ended, one after the other, while they read them'

type Part = Pick<SharingDeps, 'store' | 'fleet' | 'collects' | 'serves'>

/** Null where nobody else can use the store. */
export async function sharingOf(
  { databaseUrl, site }: Config,
  log: Logger,
  part: Part,
  opened: AsyncDisposableStack,
): Promise<Sharing | null> {
  if (!databaseUrl) return null
  const { openSharedDatabase } = await import('./store/open-sharing.ts')
  const shared = opened.use(await openSharedDatabase(databaseUrl, part.store, clock))
  const noticed = (error: Error | null): void => {
    if (error === null) log.info('the work is shared again')
    else log.warn({ reason: error.message }, 'the work could not be shared')
  }
  const { version } = manifest
  return openSharing({
    ...{ ...part, ...shared, site, version, clock, random, noticed },
    keepsHistory: part.serves,
    unread(remotes) {
      if (remotes.size === 0) log.info('all remotes are read again')
      const because = (why: Unread['why']) => [...remotes].filter(([, one]) => one.why === why).map(([id]) => id)
      const [stranded, givenUp] = [because('stranded'), because('given-up')]
      if (stranded.length > 0) log.warn({ remoteIds: stranded }, STRANDED)
      if (givenUp.length > 0) log.warn({ remoteIds: givenUp }, GIVEN_UP)
    },
    met(versions) {
      if (versions.some((one) => one !== version))
        log.warn(
          { versions },
          'other versions share the database: those that are older than its tables end by themselves',
        )
    },
  })
}
