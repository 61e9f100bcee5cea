import { join } from 'node:path'
import type { Logger } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { buildApp } from './api/app.ts'
import { COLLECTORS } from './collectors/index.ts'
import { sessionEnvironment } from './config.ts'
import type { Config } from './config.ts'
import { openFleet } from './fleet/fleet.ts'
import type { Fleet } from './fleet/fleet.ts'
import { systemClock as clock } from './lib/clock.ts'
import { systemRandom as random } from './lib/random.ts'
import type { Failure } from './model/failure.ts'
import type { Observation } from './model/observation.ts'
import type { KnownNode, Remote } from './model/remote.ts'
import { openDesk } from './polling/desk.ts'
import { answersOf } from './polling/due.ts'
import { startRounds } from './polling/rounds.ts'
import type { Rounds } from './polling/rounds.ts'
import { sshTarget, trustedNodes } from './polling/targets.ts'
import type { Access } from './polling/targets.ts'
import { openStore } from './store/open.ts'
import type { KeptObservation, Store } from './store/port.ts'
import { sshLink } from './transport/ssh.ts'
import type { Link } from './transport/section.ts'

export interface Server {
  /** Where it listens: `http://127.0.0.1:8470`. */
  readonly address: string
  /** Ends reads and requests and closes the store; what was acknowledged is on disk already. */
  stop(): Promise<void>
}

const WEB_FOLDER = join(import.meta.dirname, '../web/dist')

/** Opens the store, restores the fleet from it, and wires what reads nodes to what serves them. */
export async function startServer(config: Config, log: Logger): Promise<Server> {
  const store = await openStore(config, random)
  const saved = await load(store)
  const fleet = restoredFleet(saved)
  const record = async (nodeId: number, observations: readonly Observation[]): Promise<void> => {
    fleet.apply(nodeId, observations)
    await store.save(nodeId, observations)
  }
  const { inventorySeconds, maxRemotesAtOnce: maxAtOnce } = config
  const noticed = noticeIn(log)
  const rounds = startRounds({
    collectors: COLLECTORS,
    clock,
    intervalMs: inventorySeconds * 1000,
    maxAtOnce,
    record,
    noticed,
  })
  const remotes = openDesk({ store, fleet, rounds, clock, collectors: COLLECTORS, connect, record })
  const app = await buildApp(
    { store, fleet, remotes },
    { logger: log, version: manifest.version, webFolder: WEB_FOLDER, clock },
  )
  const address = await app.listen({ host: config.host, port: config.port })
  watchAll(saved, rounds)
  return {
    address,
    async stop() {
      rounds.stop()
      await app.close()
      await store.close()
    },
  }
}

const connect = (access: Access): Link => sshLink(sshTarget(access, sessionEnvironment().agent), { clock, random })

/** What survived the last stop, a remote with its nodes at a time. */
interface Saved {
  readonly remotes: readonly { readonly remote: Remote; readonly nodes: readonly KnownNode[] }[]
  readonly kept: readonly KeptObservation[]
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
  for (const one of kept) fleet.restore(one.nodeId, one.kept)
  return fleet
}

/** Goes on reading the nodes that have a trusted key. */
function watchAll({ remotes, kept }: Saved, rounds: Rounds): void {
  const byNode = Map.groupBy(kept, ({ nodeId }) => nodeId)
  for (const { remote, nodes } of remotes)
    for (const { node, access } of trustedNodes(remote, nodes)) {
      const looks = byNode.get(node.id)?.map(({ kept: { last } }) => last) ?? []
      rounds.watch({ nodeId: node.id, name: node.name, link: connect(access), answeredAt: answersOf(looks) })
    }
}

const noticeIn =
  (log: Logger) =>
  (nodeId: number, failure: Failure | null): void => {
    if (failure) log.warn({ nodeId, kind: failure.kind, hint: failure.hint }, failure.message)
    else log.info({ nodeId }, 'the node answers again')
  }
