import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { collector, guestCollector } from '../collectors/collector.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import { overSsh } from '../transport/over-ssh.ts'
import type { Link, Section, SectionReply } from '../transport/section.ts'
import { startRounds } from './rounds.ts'

const INTERVAL = 600_000
const anything = z.unknown()

const guests = collector({
  name: 'guests',
  title: 'Guests',
  scope: 'node',
  every: 600,
  needs: ['pve'],
  tellsOfGuests: true,
  fact: anything,
  collect: ({ pve }, { node }) => pve.get(`/nodes/${node}/qemu`, anything),
})
const version = collector({
  name: 'version',
  title: 'Version',
  scope: 'node',
  every: 600,
  needs: ['pve'],
  fact: anything,
  collect: ({ pve }, { node }) => pve.get(`/nodes/${node}/status`, anything),
})
const config = guestCollector({
  name: 'config',
  title: 'Configuration',
  scope: 'guest',
  types: ['qemu'],
  every: 600,
  needs: ['pve'],
  fact: anything,
  collect: ({ pve }, { node, vmid }) => pve.get(`/nodes/${node}/qemu/${String(vmid)}/config`, anything),
})
const agent = guestCollector({
  ...config,
  name: 'agent',
  every: 3600,
  collect: ({ pve }, { node, vmid }) => pve.get(`/nodes/${node}/qemu/${String(vmid)}/agent/info`, anything),
  waited: ({ status }) => status !== 'ok',
})

const output = (stdout: string): SectionReply => ({ exit: 0, stdout, stderr: '', milliseconds: 0 })

/** A node that knows these guests and answers every read, those inside guests once `release` lets it. */
function nodeWith(vmids: number[]) {
  const channels: string[][] = []
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const link: Link = {
    async exchange(sections) {
      const gets = sections.flatMap((one) => (one.kind === 'execute' ? one.gets.map(({ path }) => path) : []))
      if (gets.length > 0) channels.push(gets)
      if (gets.some((path) => path.includes('/agent/'))) await held
      return sections.map(answer)
    },
    close: () => undefined,
  }
  const answer = (section: Section): SectionReply => {
    if (section.kind === 'execute') return output(JSON.stringify(section.gets.map(() => ({ status: 200, data: {} }))))
    if (section.kind === 'program') return output('host pve1\nhas pvesh\n')
    if (section.kind === 'file' && section.name === '/etc/pve/.vmlist')
      return output(JSON.stringify({ ids: Object.fromEntries(vmids.map((vmid) => [vmid, PLACE])) }))
    return output('{}')
  }
  return { link, channels, release }
}

const PLACE = { node: 'pve1', type: 'qemu', version: 1 }

function watching(vmids: number[]) {
  const node = nodeWith(vmids)
  const clock = fakeClock(0)
  const recorded: Observation[][] = []
  const rounds = startRounds({
    collectors: [version, guests],
    guestCollectors: [config, agent],
    clock,
    intervalMs: INTERVAL,
    maxAtOnce: 1,
    record: (_nodeId, observations) => {
      recorded.push([...observations])
      return Promise.resolve()
    },
    liveMs: 15_000,
    show: () => undefined,
    heard: () => undefined,
    noticed: () => undefined,
  })
  const watch = (more: { answeredAt?: Map<string, number> } = {}): void => {
    rounds.watch({
      nodeId: 1,
      remoteId: 1,
      name: 'pve1',
      transport: overSsh(node.link),
      answeredAt: new Map(),
      lastAt: null,
      ...more,
    })
  }
  watch()
  return { ...node, clock, recorded, rounds, watch }
}

async function rest(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const namesIn = (looks: readonly Observation[] | undefined): string[] =>
  (looks ?? []).map(({ collector: name, subject }) => (subject.scope === 'guest' ? `${subject.vmid} ${name}` : name))

test('guests are read with their node, in its batch; what they answer themselves comes after it and is not waited for', async () => {
  const { channels, release, recorded, rounds } = watching([100, 101])
  await rest()
  assert.deepEqual(channels, [
    ['/nodes/pve1/status', '/nodes/pve1/qemu', '/nodes/pve1/qemu/100/config', '/nodes/pve1/qemu/101/config'],
    ['/nodes/pve1/qemu/100/agent/info', '/nodes/pve1/qemu/101/agent/info'],
  ])
  assert.deepEqual(recorded.map(namesIn), [['version', 'guests', '100 config', '101 config']])
  assert.equal(await rounds.read(1, 1000), true, 'the node counts as read while its guests are still asked')
  release()
  await rest()
  assert.deepEqual(namesIn(recorded[1]), ['100 agent', '101 agent'])
})

test('a guest that has just appeared is asked everything; of the others, what is due', async () => {
  const vmids = [100]
  const { channels, release, clock } = watching(vmids)
  release()
  await rest()
  channels.length = 0
  vmids.push(101)
  clock.advance(INTERVAL)
  await rest()
  assert.deepEqual(channels[0]?.slice(2), ['/nodes/pve1/qemu/100/config', '/nodes/pve1/qemu/101/config'])
  assert.deepEqual(channels[1], ['/nodes/pve1/qemu/101/agent/info'])
})

test('a guest that comes back is asked at once, however lately it was here', async () => {
  const vmids = [100]
  const { channels, release, clock } = watching(vmids)
  release()
  await rest()
  vmids.length = 0
  clock.advance(INTERVAL)
  await rest()
  channels.length = 0
  vmids.push(100)
  clock.advance(INTERVAL)
  await rest()
  assert.deepEqual(channels[1], ['/nodes/pve1/qemu/100/agent/info'])
})

test('one guest can be read alone, once for all who ask at the same time', async () => {
  const { channels, release, rounds, clock, recorded } = watching([100, 101])
  release()
  await rest()
  channels.length = 0
  recorded.length = 0
  clock.advance(1000)
  const [one, other] = await Promise.all([rounds.readGuest(1, 101, 0), rounds.readGuest(1, 101, 0)])
  assert.deepEqual([one, other], [true, true])
  assert.deepEqual(channels, [['/nodes/pve1/qemu', '/nodes/pve1/qemu/101/config'], ['/nodes/pve1/qemu/101/agent/info']])
  assert.deepEqual(recorded.map(namesIn), [['guests', '101 config'], ['101 agent']])
  assert.equal(await rounds.readGuest(1, 101, 1000), true)
  assert.equal(channels.length, 2, 'what is young enough is not read again')
  assert.equal(await rounds.readGuest(1, 999, 0), false, 'there is no such guest on this node')
})

test('who asks for a fresh read does not join one that reads only what is due', async () => {
  const there = watching([100])
  there.release()
  await rest()
  there.channels.length = 0
  const answeredAt = new Map(['version', 'guests', '100 config', '100 agent'].map((key) => [key, 0]))
  there.watch({ answeredAt })
  assert.equal(await there.rounds.read(1, 0), true)
  assert.deepEqual(there.channels[0], ['/nodes/pve1/status', '/nodes/pve1/qemu', '/nodes/pve1/qemu/100/config'])
})
