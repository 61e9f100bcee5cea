import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '../src/lib/clock.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import type { Load, Loaded } from './api-load.ts'
import { round } from './benchmark.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { liveBytes } from './live-bytes.ts'
import { makeFleet } from './made-fleet.ts'
import type { Size } from './made-fleet.ts'
import { collect, madeServer } from './made-server.ts'

const CLUSTERS = 100
const NODES_EACH = 10
const SIZES = [20_000, 100_000]
const CONNECTIONS = 50
const WARM_UP_SECONDS = 2
const SECONDS = 10
const MOST_MS = 50
const MOST_SEARCH_MS = 20

const EACH = 'limit=100'
/** What is asked of each route, one after the other. */
const ROUTES: Readonly<Record<string, readonly string[]>> = {
  vms: [
    `/api/dashboard/vms?${EACH}&q=status:running&sort=cpu_percent&order=desc`,
    `/api/dashboard/vms?${EACH}&q=tag:prod%20web&sort=name`,
    `/api/dashboard/vms?${EACH}&q=-status:running%20cluster:cluster-1*&sort=mem_used_bytes,name&order=desc`,
    `/api/dashboard/vms?${EACH}&q=ip:10.0.0.0/17&sort=uptime_seconds`,
    `/api/dashboard/vms?${EACH}&sort=storage_used_bytes&order=desc`,
  ],
  nodes: [
    `/api/dashboard/nodes?${EACH}&q=status:online&sort=cpu.used_percent&order=desc`,
    `/api/dashboard/nodes?${EACH}&q=pve-1&sort=memory.used_percent,name`,
  ],
  storage: [`/api/dashboard/storage?${EACH}&q=type:zfspool&sort=used_percent&order=desc`],
  network: [`/api/dashboard/network?${EACH}&q=status:up&sort=node,name`],
  overview: ['/api/dashboard/overview'],
  findings: [`/api/findings?${EACH}`],
  search: ['/api/search?q=web-1', '/api/search?q=10.1.2', '/api/search?q=1234'],
}

/** Not a page of a list but a look through everything, on one connection. */
const SEARCH = 'search'

/**
 * Of whoever asks: not those of the server. It drops each reply at once, which costs least with little memory for what is
 * new; with the flags of the server it would stop ten times a second to collect its whole heap, and time that with the replies.
 */
const LOADER_FLAGS = ['--max-semi-space-size=2']

const NAME = 'api'

export const api: Benchmark = {
  name: NAME,
  says: `pages of 100 rows, filtered and sorted, over HTTP on ${String(CONNECTIONS)} connections that never pause, with ${SIZES.join(' and ')} guests on ${String(CLUSTERS * NODES_EACH)} nodes, while observations come in as at the default intervals; search on one connection; what live events tell of a live round of everything`,
  async run() {
    const results: Result[] = []
    for (const guests of SIZES) results.push(await measure(guests))
    return {
      name: NAME,
      figures: Object.assign({}, ...results.map(({ figures }) => figures)) as Result['figures'],
      limits: Object.assign({}, ...results.map(({ limits }) => limits)) as Result['limits'],
    }
  },
}

/** As many as a page of guests has. */
const PAGE_BYTES = 70_000

/** What Node and the machine alone take at the time: a page from a server that does nothing else. */
async function bare(loader: ChildProcess): Promise<Loaded> {
  const page = Buffer.alloc(PAGE_BYTES, 'x')
  const server = createServer((_request, response) => response.end(page)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const load = { origin, token: '', paths: ['/'], connections: CONNECTIONS }
  await loaded(loader, { ...load, seconds: WARM_UP_SECONDS })
  const found = await loaded(loader, { ...load, seconds: SECONDS })
  server.close()
  return found
}

async function measure(guests: number): Promise<Result> {
  using folder = temporaryFolder()
  const loader = fork(join(import.meta.dirname, 'api-load.ts'), { execArgv: LOADER_FLAGS })
  const { p99: bareP99, median: bareMedian } = await bare(loader)
  const size: Size = { clusters: CLUSTERS, nodesEach: NODES_EACH, guestsEach: guests / CLUSTERS / NODES_EACH }
  const made = makeFleet(size, systemClock)
  const liveKilobytes = (await liveBytes(made, size)) / 1000
  const served = await madeServer(made, folder.path, null)
  const { origin, token } = served
  const stopCollecting = collect(made, size)
  const figures: Record<string, number> = {
    [`live: KB a round, ${String(guests)} guests`]: round(liveKilobytes, 0),
    [`a bare server of Node, before ${String(guests)} guests: p99, ms`]: round(bareP99, 1),
    [`a bare server of Node, before ${String(guests)} guests: median, ms`]: round(bareMedian, 1),
  }
  const limits: Record<string, boolean> = {}
  for (const [name, paths] of Object.entries(ROUTES)) {
    const load = { origin, token, paths, connections: name === SEARCH ? 1 : CONNECTIONS }
    await loaded(loader, { ...load, seconds: WARM_UP_SECONDS })
    const { p99, median, requests, failed } = await loaded(loader, { ...load, seconds: SECONDS })
    const what = `${name}, ${String(guests)} guests`
    figures[`${what}: p99, ms`] = round(p99, 1)
    figures[`${what}: median, ms`] = round(median, 1)
    figures[`${what}: requests/s`] = Math.round(requests / SECONDS)
    if (name === SEARCH) limits[`${what}: median < ${String(MOST_SEARCH_MS)} ms`] = median < MOST_SEARCH_MS
    else limits[`${what}: p99 < ${String(MOST_MS)} ms`] = p99 < MOST_MS
    limits[`${what}: nothing failed`] = failed === 0
  }
  loader.kill()
  stopCollecting()
  await served.stop()
  figures[`${String(guests)} guests: RSS, MiB`] = round(process.memoryUsage.rss() / 2 ** 20, 0)
  return { name: NAME, figures, limits }
}

async function loaded(loader: ChildProcess, load: Load): Promise<Loaded> {
  loader.send(load)
  const [answer] = (await once(loader, 'message')) as [Loaded]
  return answer
}
