import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Counts } from './api/metrics/counts.ts'
import { COLLECTORS, GUEST_COLLECTORS } from './collectors/index.ts'
import { sessionEnvironment } from './config.ts'
import type { Config } from './config.ts'
import type { Fleet } from './fleet/fleet.ts'
import type { History } from './history/history.ts'
import { systemClock as clock } from './lib/clock.ts'
import { systemRandom as random } from './lib/random.ts'
import type { Failure } from './model/failure.ts'
import type { Observation } from './model/observation.ts'
import type { Run } from './model/transcript.ts'
import { transportTo } from './polling/connect.ts'
import { openDesk } from './polling/desk.ts'
import type { Desk } from './polling/desk.ts'
import { startRounds } from './polling/rounds.ts'
import type { Memory } from './sharing/memory.ts'
import type { Connect, Sharing } from './sharing/sharing.ts'
import type { Store } from './store/port.ts'
import { vouchedCertificates } from './transport/https/certificate.ts'
import type { Transcripts } from './transport/transcripts.ts'

export interface Kept {
  readonly store: Store
  readonly fleet: Fleet
  readonly history: Pick<History, 'screened'>
  readonly transcripts: Transcripts
  readonly counts: Counts
  readonly sharing: Sharing | null
}

/** What reads nodes, keeps what was read, and tells what changed. */
export function readersOf(config: Config, log: Logger, { store, fleet, history, transcripts, counts, sharing }: Kept) {
  const record = async (nodeId: number, observations: readonly Observation[]): Promise<void> => {
    counts.looked(observations)
    const events = history.screened(fleet.apply(nodeId, observations), clock.now())
    await store.save(nodeId, observations, events)
  }
  const { inventorySeconds, liveSeconds, maxRemotesAtOnce: maxAtOnce } = config
  const plain = connectorOf(config, transcripts)
  const connect = sharing?.fenced(plain) ?? plain
  const noticed = noticeIn(log)
  const rounds = startRounds({
    collectors: COLLECTORS,
    guestCollectors: GUEST_COLLECTORS,
    clock,
    intervalMs: inventorySeconds * 1000,
    maxAtOnce,
    liveMs: liveSeconds * 1000,
    record,
    show(nodeId, observations) {
      counts.looked(observations)
      fleet.apply(nodeId, observations)
      sharing?.show(nodeId, observations)
    },
    heard: (witness, fact) => remotes.heard(witness, fact),
    noticed,
  })
  const remotes = openDesk({
    store,
    fleet,
    rounds: sharing?.shared(rounds) ?? rounds,
    clock,
    collectors: COLLECTORS,
    guestCollectors: GUEST_COLLECTORS,
    connect,
    record,
    noticed,
  })
  return { rounds, connect, ...remembered(remotes, transcripts, sharing) }
}

/** What this process has in memory of nodes, and what others have that read them. */
function remembered(desk: Desk, transcripts: Transcripts, sharing: Sharing | null) {
  const own: Memory = {
    transcripts: (nodeId) => transcripts.of(nodeId),
    course: (subject, timeframe) => desk.course(subject, timeframe),
    members: (remoteId) => desk.members(remoteId),
  }
  const { course, members, transcripts: of } = sharing?.remembered(own) ?? own
  return { remotes: { ...desk, course, members }, transcripts: { of } }
}

function connectorOf({ apiCaFile }: Config, transcripts: Transcripts): Connect {
  const authorities = vouchedCertificates(apiCaFile === '' ? null : readFileSync(apiCaFile, 'utf8'))
  const { agent } = sessionEnvironment()
  return (access, nodeId) => {
    const listenTo = nodeId === undefined ? undefined : (over: Run['over']) => transcripts.listenTo(nodeId, over)
    return transportTo(access, { clock, random, agent, authorities, listenTo })
  }
}

const noticeIn =
  (log: Logger) =>
  (nodeId: number, failure: Failure | null): void => {
    if (failure) log.warn({ nodeId, kind: failure.kind, hint: failure.hint }, failure.message)
    else log.info({ nodeId }, 'the node answers again')
  }
