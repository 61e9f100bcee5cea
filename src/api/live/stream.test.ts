import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, it } from 'node:test'
import { fakeClock } from '../../lib/clock.ts'
import { turn } from '../../lib/turn.ts'
import type { Role } from '../../model/role.ts'
import type { Follower, Hub } from './hub.ts'
import { LIVE_KINDS } from './live-event.ts'
import { openRing } from './ring.ts'
import { streamTo } from './stream.ts'
import type { StreamOptions } from './stream.ts'

/** The other end of a stream: takes what is written until it is told to take no more. */
class Client extends EventEmitter {
  readonly got: string[] = []
  takes = true
  writableEnded = false
  destroyed = false
  closed = false

  write(chunk: string | Buffer): boolean {
    this.got.push(chunk.toString())
    return this.takes
  }

  end(): void {
    this.destroy()
  }

  destroy(): void {
    this.closed = true
    this.destroyed = true
    this.emit('close')
  }

  /** The numbers of the events it got since the last call. */
  seqs(): (string | undefined)[] {
    return this.got
      .splice(0)
      .filter((text) => text.startsWith('id:'))
      .map((text) => /^id: now-(\d+)\nevent: (\w+)$/m.exec(text)?.slice(1).join(' '))
  }
}

/** A stream of a hub with room for 100 bytes of events. */
async function streaming(options: Partial<StreamOptions> = {}) {
  const clock = fakeClock()
  const ring = openRing(100)
  const followers = new Set<Follower>()
  const hub: Hub = {
    epoch: 'now',
    ring,
    async join(follower) {
      followers.add(follower)
      return () => followers.delete(follower)
    },
    stop: () => undefined,
  }
  const client = new Client()
  const say = (kind: (typeof LIVE_KINDS)[number] = 'node', role: Role | null = null): void => {
    ring.push({ kind, role, block: Buffer.from(`id: now-${String(ring.newest + 1)}\nevent: ${kind}\n\n`) })
    for (const { news } of followers) news()
  }
  const start = () =>
    streamTo(client as unknown as ServerResponse, {
      hub,
      clock,
      kinds: new Set(LIVE_KINDS),
      role: 'viewer',
      last: null,
      mayStay: async () => true,
      ...options,
    })
  return { clock, client, followers, say, start }
}

describe('a stream to one client', () => {
  it('says hello with the number of the newest event, then what comes', async () => {
    const { client, say, start } = await streaming()
    say()
    await start()
    assert.deepEqual(client.got, [
      'retry: 2000\n',
      'id: now-1\nevent: hello\ndata: {"seq":1,"at":"2026-01-01T00:00:00.000Z","kind":"hello","resumed":false}\n\n',
    ])
    client.got.length = 0
    say()
    assert.deepEqual(client.seqs(), ['2 node'])
  })

  it('resumes after the last event that was seen, with the kinds that are asked for', async () => {
    const last = { epoch: 'now', seq: 1 }
    const { client, say, start } = await streaming({ last, kinds: new Set(['vm']) })
    for (const kind of ['vm', 'vm', 'node', 'vm'] as const) say(kind)
    await start()
    assert.match(client.got[1] ?? '', /"resumed":true/)
    assert.deepEqual(client.seqs(), ['1 hello', '2 vm', '4 vm'])
  })

  for (const [name, last] of Object.entries({
    'of another run': { epoch: 'then', seq: 1 },
    'that is too old': { epoch: 'now', seq: 1 },
    'that is not there yet': { epoch: 'now', seq: 99 },
    'that is none': { epoch: '', seq: -1 },
  }))
    it(`tells whoever comes back from an event ${name} to load afresh`, async () => {
      const { client, say, start } = await streaming({ last })
      for (let count = 0; count < 9; count++) say()
      await start()
      say()
      assert.deepEqual(client.seqs(), ['9 reset', '10 node'])
    })

  it('tells each what is for everybody or for their role', async () => {
    for (const [role, seqs] of [
      ['viewer', ['1 license', '3 node']],
      ['admin', ['2 license', '3 node']],
    ] as const) {
      const { client, say, start } = await streaming({ role })
      await start()
      client.seqs()
      say('license', 'viewer')
      say('license', 'admin')
      say()
      assert.deepEqual(client.seqs(), seqs)
    }
  })

  it('writes nothing to a client that does not take it, and goes on where it was', async () => {
    const { client, say, start } = await streaming()
    await start()
    client.seqs()
    client.takes = false
    for (let count = 0; count < 3; count++) say()
    assert.deepEqual(client.seqs(), ['1 node'])
    client.takes = true
    client.emit('drain')
    assert.deepEqual(client.seqs(), ['2 node', '3 node'])
  })

  it('tells a client that fell behind all that is kept to load afresh', async () => {
    const { client, say, start } = await streaming()
    await start()
    client.seqs()
    client.takes = false
    for (let count = 0; count < 20; count++) say()
    assert.deepEqual(client.seqs(), ['1 node'])
    client.takes = true
    client.emit('drain')
    say()
    assert.deepEqual(client.seqs(), ['20 reset', '21 node'])
  })

  it('beats every 15 s, and cuts a client that took nothing for three beats', async () => {
    const { clock, client, followers, say, start } = await streaming()
    await start()
    client.got.length = 0
    const beat = async () => {
      clock.advance(15_000)
      await turn()
    }
    await beat()
    assert.deepEqual(client.got.slice(0, 1), [': heartbeat\n'])
    assert.deepEqual(client.seqs(), ['0 beat'])
    client.takes = false
    say()
    assert.deepEqual(client.seqs(), ['1 node'])
    for (const closed of [false, false, true]) {
      await beat()
      assert.equal(client.closed, closed)
    }
    assert.deepEqual(client.got, [])
    assert.equal(followers.size, 0)
  })

  it('ends at the next beat when whoever asked may not stay, or nobody can tell', async () => {
    for (const mayStay of [async () => false, () => Promise.reject(new Error('no store'))]) {
      const { clock, client, followers, start } = await streaming({ mayStay })
      await start()
      clock.advance(15_000)
      await turn()
      assert.equal(client.closed, true)
      assert.equal(followers.size, 0)
    }
  })

  it('is left when the client goes away, also while the hub wakes up', async () => {
    const { client, followers, start } = await streaming()
    const starting = start()
    client.destroy()
    await starting
    assert.equal(followers.size, 0)
    assert.deepEqual(client.got, [])
  })
})
