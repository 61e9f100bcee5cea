import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { SimulatedNode } from '../../simulator/start.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { bodyOf, serving } from '../tools/serving.ts'

/** A host that takes connections and never says a word. */
async function silentHost(t: TestContext): Promise<{ port: number; called: Promise<unknown> }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, called: once(server, 'connection') }
}

describe('ending the server', () => {
  test('takes less than 5 s while nodes hang and requests are open, and loses nothing acknowledged', async (t) => {
    const { simulator, ask, add, remotes, nodes, running, restart } = await serving(t, 1)
    const [node] = simulator.nodes()
    assert.ok(node)
    assert.equal((await add(node)).status, 201)
    const [shown] = await nodes()
    await simulator.fault(node.name, 'pvesh-hangs')
    const silent = await silentHost(t)
    const { perlStarts } = simulator.figures()
    const open = [
      ask('GET', `/api/nodes/${String(shown?.node_id)}/host-details?max_age=0`),
      ask('POST', '/api/remotes', bodyOf(simulator, { ...node, port: silent.port }, 'silent')),
      ask('POST', '/api/remotes/1/test'),
      // It has an end, and not in JSON.
      ask('GET', '/api/live').catch(() => null),
    ]
    await silent.called
    while (simulator.figures().perlStarts === perlStarts) await new Promise((resolve) => setImmediate(resolve))
    const ended = once(running(), 'exit')
    const startedAt = performance.now()
    running().kill('SIGTERM')
    const [code] = (await ended) as [number | null]
    const seconds = (performance.now() - startedAt) / 1000
    t.diagnostic(`it took ${seconds.toFixed(2)} s`)
    assert.equal(code, 0)
    assert.ok(seconds < 5, `${String(seconds)} s`)
    await Promise.allSettled(open)
    await restart()
    assert.deepEqual(
      (await remotes()).map(({ name }) => name),
      [node.name],
    )
    assert.equal((await nodes())[0]?.collected_at, shown?.collected_at)
  })
})

/** What the API has acknowledged, by the port of the node. */
type Acknowledged = Map<number, { name: string; readAt: string }>

describe('killing the server', () => {
  test('at any point of adding, changing, removing and reading loses nothing acknowledged, and leaves nothing half', async (t) => {
    const KILLS = 8
    const at = await serving(t, 6)
    const places = at.simulator.nodes()
    const random = seededRandom(3)
    const dice = (sides: number): number => random.bytes(4).readUInt32BE() % sides
    const known: Acknowledged = new Map()
    let acknowledged = 0

    /** Does one thing after the other until the server is gone. Gives the port of what was under way then. */
    const busy = async (): Promise<number> => {
      for (let count = 0; ; count++) {
        const place = places[dice(places.length)]
        assert.ok(place)
        const { port } = place
        try {
          await doSomething(at, place, known, dice(4), `name-${String(acknowledged)}-${String(count)}`)
          acknowledged++
        } catch {
          return port
        }
      }
    }

    for (let kill = 0; kill < KILLS; kill++) {
      const ended = once(at.running(), 'exit')
      const working = busy()
      systemClock.after(300 + dice(1500), () => at.running().kill('SIGKILL'))
      const [uncertain] = await Promise.all([working, ended])
      await at.restart()
      await compare(at, known, uncertain)
    }
    t.diagnostic(`${String(acknowledged)} acknowledged writes, ${String(KILLS)} kills`)
    assert.ok(acknowledged > KILLS)
  })
})

type Serving = Awaited<ReturnType<typeof serving>>

async function doSomething(
  at: Serving,
  place: SimulatedNode,
  known: Acknowledged,
  what: number,
  name: string,
): Promise<void> {
  const before = known.get(place.port)
  if (!before) {
    const { status, body } = await at.add(place, name)
    assert.equal(status, 201, JSON.stringify(body))
    known.set(place.port, { name, readAt: '' })
    return
  }
  const remote = (await at.remotes()).find(({ ssh }) => ssh.port === place.port)
  const path = `/api/remotes/${String(remote?.id)}`
  if (what === 0) {
    assert.equal((await at.ask('DELETE', path)).status, 204)
    known.delete(place.port)
  } else if (what === 1) {
    assert.equal((await at.ask('PATCH', path, { name })).status, 200)
    known.set(place.port, { ...before, name })
  } else {
    const node = (await at.nodes()).find(({ remote_id: id }) => id === remote?.id)
    const { body } = await at.ask('GET', `/api/nodes/${String(node?.node_id)}/host-details?max_age=0`)
    known.set(place.port, { ...before, readAt: String(body['collected_at']) })
  }
}

/** What is there is what was acknowledged, but for what was under way, which is there whole or not at all. */
async function compare(at: Serving, known: Acknowledged, uncertain: number): Promise<void> {
  const [remotes, nodes] = [await at.remotes(), await at.nodes()]
  for (const [port, { name, readAt }] of known) {
    if (port === uncertain) continue
    const remote = remotes.find(({ ssh }) => ssh.port === port)
    assert.equal(remote?.name, name)
    const node = nodes.find(({ remote_id: id }) => id === remote.id)
    assert.ok((node?.collected_at ?? '') >= readAt, `what was read at ${readAt} is lost`)
  }
  for (const { id, ssh } of remotes) {
    assert.ok(known.has(ssh.port) || ssh.port === uncertain, 'what was removed is back')
    assert.equal(nodes.filter(({ remote_id: of }) => of === id).length, 1, 'a remote without its node')
  }
  const now = remotes.find(({ ssh }) => ssh.port === uncertain)
  if (now) known.set(uncertain, { name: now.name, readAt: known.get(uncertain)?.readAt ?? '' })
  else known.delete(uncertain)
}
