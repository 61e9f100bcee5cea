import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { Absent, FailureError } from '../model/failure.ts'
import type { Via } from '../model/outcome.ts'
import { batchedPorts } from './batch.ts'
import type { Ports } from './ports.ts'
import { keyOf } from './section.ts'
import type { Link, Section, SectionOutput, SectionReply } from './section.ts'

const output = (stdout: string, exit = 0, stderr = ''): SectionOutput => ({ exit, stdout, stderr, milliseconds: 10 })
const entry = (data: unknown): object => ({ status: 200, data })

interface FakeLink extends Link {
  /** What was asked, channel by channel. */
  readonly channels: Section[][]
}

function linkTo(answer: (section: Section) => SectionReply): FakeLink {
  const channels: Section[][] = []
  return {
    channels,
    exchange(sections) {
      channels.push([...sections])
      return Promise.resolve(sections.map(answer))
    },
    close: () => undefined,
  }
}

/** A node whose batch endpoint answers every read with its own path; all else is missing. */
const wellNode = (section: Section): SectionReply => {
  if (section.kind === 'execute') return output(JSON.stringify(section.gets.map(({ path }) => entry({ path }))))
  if (section.kind === 'get') return output(JSON.stringify({ path: section.get.path }))
  return output('', 1, 'cat: x: No such file or directory')
}

const said = z.object({ path: z.string() })

function ports(link: Link): { ports: Ports; trace: { via: Via | null; durationMs: number } } {
  const trace = { via: null, durationMs: 0 }
  return { ports: batchedPorts(link, 'pve1')(trace), trace }
}

const failing = (kind: string) => (error: unknown) => error instanceof FailureError && error.failure.kind === kind

test('what is asked in one tick travels in one channel, the same question once', async () => {
  const link = linkTo(wellNode)
  const make = batchedPorts(link, 'pve1')
  const asks = ['status', 'services', 'status'].map((name) =>
    make({ via: null, durationMs: 0 }).pve.get(`/nodes/pve1/${name}`, said),
  )
  const file = make({ via: null, durationMs: 0 }).shell.read('/proc/uptime')
  assert.deepEqual(await Promise.all(asks), [
    { path: '/nodes/pve1/status' },
    { path: '/nodes/pve1/services' },
    { path: '/nodes/pve1/status' },
  ])
  await assert.rejects(file, Absent)
  assert.deepEqual(
    link.channels.map((sections) => sections.map(keyOf)),
    [['file /proc/uptime', 'execute /nodes/pve1/status{} /nodes/pve1/services{}']],
  )
})

test('what may hang travels behind everything else, in a channel and a batch of its own', async () => {
  const link = linkTo(wellNode)
  const { ports: node } = ports(link)
  await Promise.all([node.pve.get('/nodes/pve1/storage', said), node.pve.get('/nodes/pve1/status', said)])
  assert.deepEqual(
    link.channels.map((sections) => sections.map(keyOf)),
    [['execute /nodes/pve1/status{}'], ['execute /nodes/pve1/storage{}']],
  )
})

test('a refused batch endpoint is remembered, and single reads answer', async () => {
  const link = linkTo((section) =>
    section.kind === 'execute' ? output('', 13, 'Permission check failed') : wellNode(section),
  )
  const { ports: node, trace } = ports(link)
  assert.deepEqual(await node.pve.get('/nodes/pve1/status', said), { path: '/nodes/pve1/status' })
  assert.equal(trace.via, 'ssh-pvesh')
  await node.pve.get('/nodes/pve1/services', said)
  assert.deepEqual(
    link.channels.map((sections) => sections.map(({ kind }) => kind)),
    [['execute'], ['get'], ['get']],
  )
})

test('where there is no pvesh, plain commands and files answer', async () => {
  const link = linkTo((section) => {
    if (section.kind === 'program' && section.name === 'pvesubscription-get') return output('status: notfound\n')
    return output('', 127)
  })
  const { ports: node, trace } = ports(link)
  const reply = z.object({ status: z.string() })
  assert.deepEqual(await node.pve.get('/nodes/pve1/subscription', reply), { status: 'notfound' })
  assert.equal(trace.via, 'ssh-plain')
  await assert.rejects(node.pve.get('/nodes/pve1/hardware/pci', reply), /there is no pvesh/)
})

test('a hanging pvesh is asked once: the rest of the batch falls to the plain rung', async () => {
  const link = linkTo((section) => output('', section.kind === 'execute' ? 124 : 1, 'No such file or directory'))
  const { ports: node } = ports(link)
  const asks = ['/nodes/pve1/storage', '/nodes/pve1/hardware/pci', '/nodes/pve1/services'].map((path) =>
    node.pve.get(path, said),
  )
  const outcomes = await Promise.allSettled(asks)
  for (const outcome of outcomes) assert.ok(outcome.status === 'rejected' && failing('timeout')(outcome.reason))
  const pveshSections = link.channels.flat().filter(({ kind }) => kind === 'execute' || kind === 'get')
  assert.equal(pveshSections.length, 1)
})

test('one failing entry does not spoil the others', async () => {
  const link = linkTo((section) =>
    section.kind === 'execute'
      ? output(
          JSON.stringify([
            entry({ path: 'ok' }),
            { status: 500, message: 'zfsutils-linux not installed\n' },
            { status: '400', errors: { limit: 'type check' } },
          ]),
        )
      : wellNode(section),
  )
  const { ports: node } = ports(link)
  const [good, missing, wrong] = await Promise.allSettled(
    ['status', 'hardware/pci', 'services'].map((name) => node.pve.get(`/nodes/pve1/${name}`, said)),
  )
  assert.deepEqual(good, { status: 'fulfilled', value: { path: 'ok' } })
  assert.ok(missing?.status === 'rejected' && missing.reason instanceof Absent)
  assert.ok(wrong?.status === 'rejected' && failing('command-failed')(wrong.reason))
})

test('a reply of another shape is a bad reply that names the place', async () => {
  const link = linkTo((section) =>
    section.kind === 'execute' ? output('[{"status":200,"data":{"path":7}}]') : wellNode(section),
  )
  await assert.rejects(
    ports(link).ports.pve.get('/nodes/pve1/status', said),
    /the reply to \/nodes\/pve1\/status .* at path/,
  )
})

test('what is not in the closed list is refused before anything is sent', async () => {
  const link = linkTo(wellNode)
  const { ports: node } = ports(link)
  for (const path of [
    '/nodes/pve1/qemu/100/status/stop',
    '/access/users',
    "/nodes/pve1/status'; reboot; '",
    '/nodes/pve2/status',
  ])
    await assert.rejects(node.pve.get(path, said), failing('bug'), path)
  assert.equal(link.channels.length, 0)
})

test('a link that breaks rejects everything that waited for it', async () => {
  const link: Link = { exchange: () => Promise.reject(new FailureError('unreachable', 'gone')), close: () => undefined }
  const { ports: node } = ports(link)
  const outcomes = await Promise.allSettled([node.pve.get('/nodes/pve1/status', said), node.shell.run('sensors')])
  for (const outcome of outcomes) assert.ok(outcome.status === 'rejected' && failing('unreachable')(outcome.reason))
})

test('a refused sudo is said as such', async () => {
  const link = linkTo(() => output('', 1, 'sudo: a password is required\n'))
  const { ports: node } = ports(link)
  await assert.rejects(node.shell.run('dmidecode'), failing('forbidden'))
  await assert.rejects(node.pve.get('/nodes/pve1/hardware/pci', said), failing('forbidden'))
})
