import { readFileSync } from 'node:fs'
import { COLLECTORS, GUEST_COLLECTORS } from '../collectors/index.ts'
import { sessionEnvironment } from '../config.ts'
import { clusterOf } from '../fleet/cluster.ts'
import type { VmFullDetails } from '../fleet/guest-shapes.ts'
import { openGuests } from '../fleet/guests.ts'
import { hostDetails } from '../fleet/host-details.ts'
import type { KeptByCollector } from '../fleet/kept.ts'
import { problems } from '../fleet/sections.ts'
import type { Problem } from '../fleet/sections.ts'
import type { ClusterItem, HostDetails } from '../fleet/shapes.ts'
import { systemClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { semaphore } from '../lib/semaphore.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import { keep } from '../model/observation.ts'
import type { Observation } from '../model/observation.ts'
import { freshPatience } from '../polling/inside.ts'
import { look, ofEverything } from '../polling/look.ts'
import { overHttps } from '../transport/https.ts'
import { AT_ONCE } from '../transport/https/ports.ts'
import { overBoth } from '../transport/over-both.ts'
import { overSsh } from '../transport/over-ssh.ts'
import { sshLink } from '../transport/ssh.ts'
import type { Transport } from '../transport/transport.ts'
import { Untrusted } from '../transport/untrusted.ts'
import { COLLECT_USAGE, collectOptions } from './collect-options.ts'
import type { CollectOptions } from './collect-options.ts'
import { progressOn } from './progress.ts'
import { reportOf } from './report.ts'
import { EXIT, UsageError } from './usage.ts'

/** What one look at one node found: the shape of `collect --json`. */
export interface Collected {
  readonly host: HostDetails
  readonly guests: readonly VmFullDetails[]
  readonly cluster: ClusterItem
  readonly problems: readonly Problem[]
}

const STDIN = 0

/** `panoramica collect`: one look at one node, no server, no database. */
export async function collect(args: readonly string[]): Promise<number> {
  try {
    const options = collectOptions(args, sessionEnvironment(), () => readFileSync(STDIN, 'utf8'))
    if (options) return await lookOnce(options)
    console.log(COLLECT_USAGE)
    return EXIT.complete
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`panoramica collect: ${error.message}\nSee \`panoramica collect --help\`.`)
    return EXIT.usage
  }
}

async function lookOnce(options: CollectOptions): Promise<number> {
  const { what, host, json } = options
  const transport = transportFor(options)
  const progress = progressOn(process.stderr, what)
  try {
    const everything = ofEverything(COLLECTORS, GUEST_COLLECTORS)
    const { identity, observations, inside } = await look(transport, everything, systemClock, progress.observed)
    if (identity.product === null) throw new FailureError('command-failed', identity.reason ?? '')
    const answers = await inside(freshPatience())
    progress.end()
    const collected = collectedFrom(identity.node, [...observations, ...answers], host)
    console.log(json ? JSON.stringify(collected, null, 2) : reportOf(collected))
    return collected.problems.some(({ status }) => status === 'failed') ? EXIT.partial : EXIT.complete
  } catch (error) {
    progress.end()
    const failure = failureOf(error)
    if (json)
      console.log(JSON.stringify({ host: null, guests: [], cluster: null, problems: [problemOf(failure)] }, null, 2))
    console.error(sentence(failure, [error, ...transport.missing()]))
    return EXIT.failed
  } finally {
    transport.close()
  }
}

function transportFor({ ssh, https, maxSeconds }: CollectOptions): Transport {
  const limit = { clock: systemClock, ...(maxSeconds !== undefined && { maxSeconds }) }
  const shell = ssh && overSsh(sshLink(ssh, { ...limit, random: systemRandom }))
  const api = https && overHttps(https, null, { ...limit, turns: semaphore(AT_ONCE) })
  const transport = api && shell ? overBoth(api, shell) : (api ?? shell)
  if (!transport) throw new TypeError('there is neither SSH nor HTTPS to use')
  return transport
}

function collectedFrom(hostname: string, observations: readonly Observation[], address: string): Collected {
  const ofNode = observations.filter(({ subject }) => subject.scope !== 'guest')
  const kept = new Map(ofNode.map((observation) => [observation.collector, keep(undefined, observation)]))
  const now = systemClock.now()
  const include = { hardware: true, storage: true, network: true }
  const host = hostDetails(kept, { nodeId: null, hostname, address, now, include })
  const guests = guestsFrom(host, kept, observations, now)
  return {
    host,
    guests,
    cluster: clusterOf(kept, null, [{ id: null, name: hostname, address }]),
    problems: [...problems(kept), ...guests.flatMap(problemsOf)],
  }
}

function guestsFrom(
  { hostname, cluster }: HostDetails,
  kept: KeptByCollector,
  observations: readonly Observation[],
  now: number,
): VmFullDetails[] {
  const guests = openGuests()
  guests.apply(observations)
  const node = { nodeId: NOT_KEPT, hostname, status: 'online' as const, cluster, remoteId: null }
  const hosts = [{ ...node, kept, inventory: kept, until: Infinity }]
  return [...guests.places(hosts).keys()].flatMap((vmid) => {
    const details = guests.details(hosts, vmid, now)
    return details ? [{ ...details, node_id: null }] : []
  })
}

/** The number of a node that has none. */
const NOT_KEPT = 0

const problemsOf = ({ vmid, problems: ofGuest }: VmFullDetails): Problem[] =>
  ofGuest.map((problem) => ({ ...problem, section: `guests.${String(vmid)}.${problem.section}` }))

const problemOf = ({ kind, message, hint }: Failure) => ({
  section: 'host',
  status: 'failed',
  kind,
  reason: message,
  hint,
})

function sentence({ message, hint }: Failure, errors: readonly unknown[]): string {
  const unknown = [...new Set(errors)].filter(
    (error): error is Untrusted => error instanceof Untrusted && error.expected === null,
  )
  const options = unknown.map(({ offered: { type, sha256 } }) =>
    type === 'tls' ? `--fingerprint ${sha256}` : `--host-key ${sha256}`,
  )
  return [
    `panoramica collect: ${message}`,
    ...(hint === null ? [] : [hint]),
    ...(options.length > 0 ? [`If it is the right one, run again with ${options.join(' ')}`] : []),
  ].join('\n')
}
