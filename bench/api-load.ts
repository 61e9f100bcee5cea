import { Agent, get } from 'node:http'

/** What a process that asks is told: where, as whom, what, and for how long. */
export interface Load {
  readonly origin: string
  readonly token: string
  readonly paths: readonly string[]
  readonly connections: number
  readonly seconds: number
}

/** What it found. */
export interface Loaded {
  readonly requests: number
  readonly failed: number
  /** Milliseconds that 99 of 100 requests did not exceed, from the request to the end of the reply. */
  readonly p99: number
  readonly median: number
}

/** One request on a connection that is kept; the milliseconds it took, or null where it was refused. */
function timed(url: string, token: string, agent: Agent): Promise<number | null> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume()
      response.on('end', () => {
        resolve(response.statusCode === 200 ? performance.now() - startedAt : null)
      })
    })
    request.on('error', reject)
  })
}

/** Every connection asks again as soon as it has its answer. */
async function run({ origin, token, paths, connections, seconds }: Load): Promise<Loaded> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const endsAt = performance.now() + seconds * 1000
  const times: number[] = []
  let failed = 0
  let next = 0
  const connection = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const time = await timed(`${origin}${paths[next++ % paths.length] ?? '/'}`, token, agent)
      if (time === null) failed++
      else times.push(time)
    }
  }
  await Promise.all(Array.from({ length: connections }, connection))
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? Infinity
  return { requests: times.length, failed, p99: at(0.99), median: at(0.5) }
}

process.on('message', (load: Load) => {
  void run(load).then((loaded) => process.send?.(loaded))
})
