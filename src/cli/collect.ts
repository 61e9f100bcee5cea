import { readFileSync } from 'node:fs'
import { COLLECTORS } from '../collectors/index.ts'
import { sessionEnvironment } from '../config.ts'
import { clusterOf } from '../fleet/cluster.ts'
import { hostDetails } from '../fleet/host-details.ts'
import { problems } from '../fleet/sections.ts'
import type { Problem } from '../fleet/sections.ts'
import type { ClusterItem, HostDetails } from '../fleet/shapes.ts'
import { systemClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import { keep } from '../model/observation.ts'
import { look } from '../polling/look.ts'
import type { Look } from '../polling/look.ts'
import { UntrustedHostKey } from '../transport/host-keys.ts'
import { sshLink } from '../transport/ssh.ts'
import { COLLECT_USAGE, collectOptions } from './collect-options.ts'
import type { CollectOptions } from './collect-options.ts'
import { progressOn } from './progress.ts'
import { reportOf } from './report.ts'
import { EXIT, UsageError } from './usage.ts'

/** What one look at one node found: the shape of `collect --json`. */
export interface Collected {
  readonly host: HostDetails
  /** Guests are not read yet. */
  readonly guests: readonly never[]
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

async function lookOnce({ target, maxSeconds, json }: CollectOptions): Promise<number> {
  const link = sshLink(target, {
    clock: systemClock,
    random: systemRandom,
    ...(maxSeconds !== undefined && { maxSeconds }),
  })
  const progress = progressOn(process.stderr, `${target.username}@${target.host}`, COLLECTORS.length)
  try {
    const seen = await look(link, COLLECTORS, systemClock, progress.observed)
    progress.end()
    if (seen.identity.product === null) throw new FailureError('command-failed', seen.identity.reason ?? '')
    const collected = collectedFrom(seen, target.host)
    console.log(json ? JSON.stringify(collected, null, 2) : reportOf(collected))
    return collected.problems.some(({ status }) => status === 'failed') ? EXIT.partial : EXIT.complete
  } catch (error) {
    progress.end()
    const failure = failureOf(error)
    if (json)
      console.log(JSON.stringify({ host: null, guests: [], cluster: null, problems: [problemOf(failure)] }, null, 2))
    console.error(sentence(failure, error))
    return EXIT.failed
  } finally {
    link.close()
  }
}

function collectedFrom({ identity, observations }: Look, address: string): Collected {
  const kept = new Map(observations.map((observation) => [observation.collector, keep(undefined, observation)]))
  const context = { nodeId: null, hostname: identity.node, address, now: systemClock.now() }
  const include = { hardware: true, storage: true, network: true }
  return {
    host: hostDetails(kept, { ...context, include }),
    guests: [],
    cluster: clusterOf(kept, null, [{ id: null, name: identity.node, address }]),
    problems: problems(kept),
  }
}

const problemOf = ({ kind, message, hint }: Failure) => ({
  section: 'host',
  status: 'failed',
  kind,
  reason: message,
  hint,
})

function sentence({ message, hint }: Failure, error: unknown): string {
  const lines = [`panoramica collect: ${message}`, ...(hint === null ? [] : [hint])]
  if (error instanceof UntrustedHostKey && error.expected === null)
    lines.push(`If it is the right one, run again with --host-key ${error.offered.sha256}`)
  return lines.join('\n')
}
