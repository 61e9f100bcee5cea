import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Observation } from '../../model/observation.ts'
import type { ReadShare } from '../../model/read-share.ts'
import type { Api } from '../routes/route.ts'

/** What is counted from the start of the process on, apart from the fleet, which is looked at when somebody asks. */
export interface Counts {
  /** Counts looks at facts. */
  looked(this: void, observations: readonly Observation[]): void
  /** Counts the requests of an API, by route: what is asked for under no route is one of them. */
  watch(this: void, app: Api): void
  /** Tells how much of a fleet this process reads, and how much nobody does; null where nobody can tell. */
  share(this: void, shareOf: () => ReadShare | null): void
  /** In the text format of Prometheus. */
  text(this: void): Promise<string>
}

const LOOK_SECONDS = [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30]
const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.5, 1, 5, 20]

/** Counts of one process; `version` is that of Panoramica. */
export function openCounts(version: string): Counts {
  const register = new Registry()
  collectDefaultMetrics({ register })
  new Gauge({
    name: 'panoramica_build_info',
    help: 'Version of Panoramica; always 1.',
    labelNames: ['version'],
    registers: [register],
  }).set({ version }, 1)
  return {
    looked: looksIn(register),
    watch: requestsIn(register),
    share: shareIn(register),
    text: async () => withoutUnknown(await register.metrics()),
  }
}

/** The library writes `Nan` for what it could not measure yet. */
const withoutUnknown = (text: string): string => text.replaceAll(/^[^#\n].* Nan\n/gm, '')

const shareIn =
  (register: Registry): Counts['share'] =>
  (shareOf) => {
    const gauge = (name: string, help: string, valueOf: (share: ReadShare) => number): Gauge => {
      const registers = [register]
      const collect = function (this: Gauge): void {
        const share = shareOf()
        this.set(share ? valueOf(share) : Number.NaN)
      }
      return new Gauge({ name, help, registers, collect })
    }
    gauge('panoramica_remotes_held', 'Remotes that this process reads, of several processes.', ({ held }) => held)
    gauge(
      'panoramica_remotes_unread',
      'Remotes that no process reads: none that reads may, or one after the other ended while it did.',
      ({ unread }) => unread,
    )
  }

function looksIn(register: Registry): Counts['looked'] {
  const registers = [register]
  const looks = new Counter({
    name: 'panoramica_collector_looks_total',
    help: 'Looks at a fact, by collector and what came of them: ok, absent or failed.',
    labelNames: ['collector', 'outcome'],
    registers,
  })
  const failures = new Counter({
    name: 'panoramica_collector_failures_total',
    help: 'Looks that failed, by collector and kind of failure.',
    labelNames: ['collector', 'kind'],
    registers,
  })
  const seconds = new Histogram({
    name: 'panoramica_collector_duration_seconds',
    help: 'What looks that were answered took on the node, by collector.',
    labelNames: ['collector'],
    buckets: LOOK_SECONDS,
    registers,
  })
  return (observations) => {
    for (const { collector, outcome, durationMs, via } of observations) {
      looks.inc({ collector, outcome: outcome.status })
      if (outcome.status === 'failed') failures.inc({ collector, kind: outcome.failure.kind })
      if (via !== null) seconds.observe({ collector }, durationMs / 1000)
    }
  }
}

const NO_ROUTE = 'none'

function requestsIn(register: Registry): Counts['watch'] {
  const requests = new Histogram({
    name: 'panoramica_http_request_duration_seconds',
    help: 'How long requests took to answer, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers: [register],
  })
  const open = new Gauge({
    name: 'panoramica_http_open_requests',
    help: 'Requests that are being answered, by route; those of /api/live are who follows what changes.',
    labelNames: ['route'],
    registers: [register],
  })
  return (app) => {
    app.addHook('onRequest', async ({ routeOptions }, { raw }) => {
      const of = { route: routeOptions.url ?? NO_ROUTE }
      open.inc(of)
      raw.once('close', () => open.dec(of))
    })
    app.addHook('onResponse', async ({ method, routeOptions }, { statusCode: status, elapsedTime }) => {
      requests.observe({ method, route: routeOptions.url ?? NO_ROUTE, status }, elapsedTime / 1000)
    })
  }
}
