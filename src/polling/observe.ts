import { z } from 'zod'
import type { CollectorOf } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import { Absent, FailureError, failureOf } from '../model/failure.ts'
import type { Observation, Subject } from '../model/observation.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Offered, PortName, Ports } from '../transport/ports.ts'
import type { Trace } from '../transport/request.ts'
import type { PortsOf } from '../transport/transport.ts'

/** One look of one collector at one subject. The one place where errors become outcomes: it never rejects. */
export async function observe<About extends Subject>(
  collector: CollectorOf<About, unknown, PortName>,
  subject: About,
  portsOf: PortsOf,
  clock: Clock,
): Promise<Observation> {
  const trace: Trace = { via: null, durationMs: 0 }
  const outcome = await outcomeOf(async () =>
    collector.fact.parse(await collector.collect(portsFor(collector.needs, portsOf(trace)), subject)),
  )
  return { collector: collector.name, subject, outcome, at: clock.now(), durationMs: trace.durationMs, via: trace.via }
}

const NEEDS: Readonly<Record<PortName, [reason: string, hint: string]>> = {
  pve: ['needs the PVE API', 'Give this remote SSH access or an API token.'],
  shell: ['needs SSH access', 'PVE does not tell this over its API: give this remote SSH access as well.'],
}

/** Throws `Absent` where the transport cannot carry what is needed. */
function portsFor(needs: readonly PortName[], offered: Offered): Ports {
  const missing = needs.find((name) => offered[name] === null)
  if (missing !== undefined) throw new Absent(...NEEDS[missing])
  return offered as Ports
}

async function outcomeOf<T>(look: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { status: 'ok', value: await look() }
  } catch (error) {
    if (error instanceof Absent) return { status: 'absent', reason: error.message, hint: error.hint }
    return { status: 'failed', failure: failureOf(error instanceof z.ZodError ? badReply(error) : error) }
  }
}

function badReply({ issues }: z.ZodError): FailureError {
  const [issue] = issues
  const where = issue?.path.join('.') ?? '?'
  return new FailureError('bad-reply', `the node's reply makes no sense at ${where}: ${issue?.message ?? ''}`)
}
