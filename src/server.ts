import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { buildApp } from './api/app.ts'
import { openAccounts } from './api/auth/accounts.ts'
import type { Accounts } from './api/auth/port.ts'
import { entranceOf } from './api/entrance.ts'
import { openCounts } from './api/metrics/counts.ts'
import type { ApiPorts } from './api/ports.ts'
import { workAhead } from './api/views.ts'
import type { Config } from './config.ts'
import { openFleet } from './fleet/fleet.ts'
import type { Fleet } from './fleet/fleet.ts'
import { openHistory } from './history/history.ts'
import type { History } from './history/history.ts'
import { systemClock as clock } from './lib/clock.ts'
import { systemRandom as random } from './lib/random.ts'
import type { FiledRemote, Told } from './model/filed-remote.ts'
import type { KnownNode, Remote } from './model/remote.ts'
import type { Desk } from './polling/desk.ts'
import { PERMISSIONS } from './polling/permissions.ts'
import { filedRemotes } from './polling/filed-remotes.ts'
import { readBeforeIn } from './polling/read-before.ts'
import type { Rounds } from './polling/rounds.ts'
import { watchAll } from './polling/seating.ts'
import { readersOf } from './readers.ts'
import type { Kept } from './readers.ts'
import { readRemotesFile, RemotesFileError } from './remotes-file.ts'
import type { Connect } from './sharing/sharing.ts'
import { openStore } from './store/open.ts'
import type { KeptObservations, SharedStore, Store } from './store/port.ts'
import { openTranscripts } from './transport/transcripts.ts'
import { sharingOf } from './worker.ts'

export interface Server {
  /** Where it listens: `http://127.0.0.1:8470`. */
  readonly address: string
  /** Where the first admin is made, once; null where there is a user. */
  readonly setupLink: string | null
  readonly accounts: Accounts
  /** Reads the file of remotes again; null where there is none. */
  readonly rereadRemotes: (() => void) | null
  /** Why it is to stop by itself, as soon as it is; null where nobody else has its store. */
  readonly superseded: Promise<Error> | null
  /** Ends reads and requests and closes the store; what was acknowledged is on disk already. */
  stop(): Promise<void>
}

/** So long open requests have when the server is to stop. */
const ANSWER_MS = 2_000

const WEB_FOLDER = join(import.meta.dirname, '../web/dist')

/** Opens the store, restores the fleet from it, and wires what reads nodes to what serves them. What was opened is closed in turn, also where a later step fails. */
export async function startServer(config: Config, log: Logger): Promise<Server> {
  const filed = config.remotesFile === '' ? null : readRemotesFile(config.remotesFile)
  await using opened = new AsyncDisposableStack()
  const own = await openStore(config, random)
  opened.defer(() => own.close())
  const saved = await load(own)
  const fleet = restoredFleet(saved)
  const sharing = await sharingOf(
    config,
    log,
    { store: own, fleet, collects: config.collect === 'true', serves: true },
    opened,
  )
  const store = sharing?.store ?? own
  const history = await historyOf(config, log, fleet, store, sharing?.keepsHistory)
  opened.defer(() => history.stop())
  const transcripts = openTranscripts(clock)
  const counts = openCounts(manifest.version)
  const readers = readersOf(config, log, { store, fleet, history, transcripts, counts, sharing })
  const { rounds, remotes, connect } = readers
  const { app, ...open } = await openDoor(config, log, {
    ...{ store, fleet, remotes, history, counts },
    transcripts: readers.transcripts,
    ...(sharing && { share: sharing.share }),
  })
  opened.defer(workAhead(fleet, (error) => log.error({ err: error }, 'what lists are made of could not be worked out')))
  opened.defer(() => closed(app))
  opened.defer(remotes.stop)
  opened.defer(rounds.stop)
  if (sharing) opened.defer(sharing.begin(rounds, connect))
  else watchSaved(saved, rounds, connect)
  const remotesFile = filed && followRemotesFile(config.remotesFile, filed, { desk: remotes, store }, log)
  if (remotesFile) opened.defer(remotesFile.stop)
  // Where others share the store, one of them may have the file.
  else if (!sharing) await releaseFiled(store)
  const running = opened.move()
  const [rereadRemotes, superseded] = [remotesFile?.reread ?? null, sharing?.superseded ?? null]
  return { ...open, rereadRemotes, superseded, stop: () => running.disposeAsync() }
}

/** Keeps the remotes of the file as it says. A file that is broken changes nothing. */
function followRemotesFile(file: string, first: readonly FiledRemote[], to: { desk: Desk; store: Store }, log: Logger) {
  const remotes = filedRemotes({ ...to, clock, told: toldIn(log) })
  const apply = (wanted: readonly FiledRemote[]): void => {
    remotes.apply(wanted).catch((error: unknown) => {
      log.error({ err: error }, 'the remotes of the file could not be kept')
    })
  }
  apply(first)
  return {
    stop: remotes.stop,
    reread: (): void => {
      try {
        apply(readRemotesFile(file))
      } catch (error) {
        if (!(error instanceof RemotesFileError)) throw error
        log.error(`the file of remotes is wrong, and nothing of it is used\n${error.message}`)
      }
    },
  }
}

/** Without a file the remotes it had are as if they had been added by hand. */
async function releaseFiled(store: Store): Promise<void> {
  for (const { id, fromFile } of await store.remotes()) if (fromFile) await store.changeRemote(id, { fromFile: false })
}

const toldIn =
  (log: Logger): Told =>
  (remote, failure) => {
    if (failure) log.warn({ remote, kind: failure.kind, hint: failure.hint }, failure.message)
    else log.info({ remote }, 'the remote is as the file says')
  }

type Inside = Omit<ApiPorts, 'store' | 'accounts' | 'permissions'> & { readonly store: SharedStore }

/** Lets people in: their accounts, and the API with the web interface, listening. */
async function openDoor(config: Config, log: Logger, { counts, ...inside }: Inside & Pick<Kept, 'counts'>) {
  const entrance = entranceOf(config)
  const accounts = await openAccounts({ ...entrance, store: inside.store, clock, random, log })
  const app = await buildApp(
    { ...inside, accounts, permissions: PERMISSIONS },
    { ...entrance, logger: log, version: manifest.version, webFolder: WEB_FOLDER, clock, counts },
  )
  const address = await app.listen({ host: config.host, port: config.port })
  const { token } = accounts.setup
  const setupLink = token && `${entrance.site.publicOrigin ?? address}/setup?token=${token.reveal()}`
  return { app, accounts, address, setupLink }
}

/** Requests that are open get their answer if it comes soon. */
async function closed(app: FastifyInstance): Promise<void> {
  const callOff = clock.after(ANSWER_MS, () => {
    app.server.closeAllConnections()
  })
  await app.close()
  callOff()
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365.25 * DAY_MS

function historyOf(
  config: Config,
  log: Logger,
  fleet: Fleet,
  store: Store,
  isOurs: (() => boolean) | undefined,
): Promise<History> {
  const { historyHours, historyDays, historyYears, historyMb, liveSeconds } = config
  let said = ''
  return openHistory({
    fleet,
    store,
    clock,
    beatMs: Math.min(liveSeconds, 60) * 1000,
    ...(isOurs && { isOurs }),
    limits: {
      keepMs: { minute: historyHours * HOUR_MS, hour: historyDays * DAY_MS, day: historyYears * YEAR_MS },
      keepEventsMs: historyYears * YEAR_MS,
      maxBytes: historyMb * 2 ** 20,
    },
    failed(error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== said) log.error({ reason }, 'history could not be kept')
      said = reason
    },
  })
}

/** What survived the last stop, a remote with its nodes at a time. */
interface Saved {
  readonly remotes: readonly { readonly remote: Remote; readonly nodes: readonly KnownNode[] }[]
  readonly kept: KeptObservations
}

async function load(store: Store): Promise<Saved> {
  const byRemote = Map.groupBy(await store.nodes(), ({ remoteId }) => remoteId)
  const remotes = await store.remotes()
  return {
    remotes: remotes.map((remote) => ({ remote, nodes: byRemote.get(remote.id) ?? [] })),
    kept: await store.kept(),
  }
}

function restoredFleet({ remotes, kept }: Saved): Fleet {
  const fleet = openFleet(clock)
  for (const { remote, nodes } of remotes) fleet.place(remote, nodes)
  for (const one of kept.nodes) fleet.restore(one.nodeId, one.kept)
  for (const one of kept.guests) fleet.restoreGuest(one.remoteId, one.kept)
  return fleet
}

/** Goes on reading the nodes that have a trusted key. */
function watchSaved({ remotes, kept }: Saved, rounds: Rounds, connect: Connect): void {
  const readBefore = readBeforeIn(kept)
  for (const known of remotes) watchAll({ rounds, connect }, known, readBefore)
}
