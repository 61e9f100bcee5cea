import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { openCounts } from './api/metrics/counts.ts'
import type { Config } from './config.ts'
import { openFleet } from './fleet/fleet.ts'
import { openSluice } from './history/sluice.ts'
import { systemClock as clock } from './lib/clock.ts'
import { systemRandom as random } from './lib/random.ts'
import { readersOf } from './readers.ts'
import { openSharing } from './sharing/sharing.ts'
import type { Sharing, SharingDeps } from './sharing/sharing.ts'
import { openSharedDatabase } from './store/open-sharing.ts'
import { openStore } from './store/open.ts'
import { StoreError } from './store/port.ts'
import { openTranscripts } from './transport/transcripts.ts'

/** Reads nodes for others, which show them. Throws `StoreError` without a database. Returns what ends it. */
export async function startWorker(config: Config, log: Logger): Promise<() => Promise<void>> {
  await using opened = new AsyncDisposableStack()
  const own = await openStore(config, random)
  opened.defer(() => own.close())
  const fleet = openFleet(clock)
  const sharing = sharingOf(config, log, { store: own, fleet, collects: true, serves: false }, opened)
  if (!sharing) throw new StoreError('a worker needs a database that others share', 'Give PANORAMICA_DATABASE_URL.')
  const { store } = sharing
  const kept = { transcripts: openTranscripts(clock), counts: openCounts(manifest.version) }
  const history = { screened: openSluice() }
  const { rounds, remotes, connect } = readersOf(config, log, { ...kept, store, fleet, history, sharing })
  opened.defer(remotes.stop)
  opened.defer(rounds.stop)
  opened.defer(sharing.begin(rounds, connect))
  const running = opened.move()
  return () => running.disposeAsync()
}

type Part = Pick<SharingDeps, 'store' | 'fleet' | 'collects' | 'serves'>

/** Null where nobody else can use the store. */
export function sharingOf(
  { databaseUrl }: Config,
  log: Logger,
  part: Part,
  opened: AsyncDisposableStack,
): Sharing | null {
  if (!databaseUrl) return null
  const shared = opened.use(openSharedDatabase(databaseUrl, part.store, clock))
  const noticed = (error: Error | null): void => {
    if (error === null) log.info('the work is shared again')
    else log.warn({ reason: error.message }, 'the work could not be shared')
  }
  return openSharing({ ...part, ...shared, keepsHistory: part.serves, clock, random, noticed })
}
