import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing, missing } from '../../../test/tools/printed.ts'
import { guestFactOf, survivesAnyGuestReply } from '../../../test/tools/pve-reply.ts'
import { portsOf } from '../../../test/tools/ports.ts'
import { FailureError } from '../../model/failure.ts'
import type { GuestSubject } from '../../model/observation.ts'
import { messageFailure } from '../../transport/pve-failures.ts'
import { config } from './config.ts'

const VM = {
  config: { name: 'db', cores: 4, memory: '8192', net0: 'virtio=BC:24:11:0A:0B:0C', digest: 'f00' },
  pending: [],
}
const CONTAINER = {
  config: {
    hostname: 'dns',
    memory: 512,
    description: 'Name server\n',
    lxc: [
      ['lxc.cgroup2.devices.allow', 'c 10:200 rwm'],
      ['lxc.cgroup2.devices.allow', 'c 226:0 rwm'],
    ],
  },
  pending: [{ key: 'memory', value: 512, pending: 1024 }],
}

const ofVm = (settings: Record<string, unknown>, pending: unknown = []) =>
  guestFactOf(config, 'qemu', { config: settings, pending })
const ofContainer = (settings: Record<string, unknown>, pending: unknown = []) =>
  guestFactOf(config, 'lxc', { config: settings, pending })

const guest = (vmid: number, type: GuestSubject['type']): GuestSubject => ({ scope: 'guest', node: 'pve1', vmid, type })

test('trap 27: whatever the type in JSON, a setting is the text that stands in the file', async () => {
  const { raw } = await ofVm({ memory: '8192', cores: 4, cpulimit: 2.5, onboot: 1, tablet: 0, kvm: false, numa: true })
  assert.deepEqual(raw, {
    memory: '8192',
    cores: '4',
    cpulimit: '2.5',
    onboot: '1',
    tablet: '0',
    kvm: '0',
    numa: '1',
  })
  assert.deepEqual((await ofVm({ memory: 8192 })).raw, { memory: '8192' })
})

test('trap 32: tags, names and descriptions are kept as they are, to the last line', async () => {
  const settings = { tags: 'prod;web', hostname: 'dns', description: '# <b>bold</b> ✓\n\n%0A | \u0000\n' }
  assert.deepEqual((await ofContainer(settings)).raw, settings)
})

test('trap 36: what is asked for are the current values; changes that wait are told apart from them', async () => {
  const asked: unknown[] = []
  const replies = portsOf({
    pve: { '/nodes/pve1/qemu/100/config': { memory: '8192' }, '/nodes/pve1/qemu/100/pending': [] },
  })
  const get: typeof replies.pve.get = (path, schema, args) => {
    asked.push([path, args])
    return replies.pve.get(path, schema)
  }
  await config.collect({ pve: { get } }, guest(100, 'qemu'))
  assert.deepEqual(asked, [
    ['/nodes/pve1/qemu/100/config', { current: 1 }],
    ['/nodes/pve1/qemu/100/pending', undefined],
  ])
})

test('trap 36: changes that wait are those to come, by key; settings that stay are none', async () => {
  const { raw, pending } = await ofVm({ memory: '8192', usb0: 'host=1-2' }, [
    { key: 'usb1', value: 'host=1-3', delete: 2 },
    { key: 'name', value: 'db' },
    { key: 'usb0', value: 'host=1-2', delete: 1 },
    { key: 'memory', value: '8192', pending: '16384' },
    { key: 'cores', pending: 2 },
    { key: 'tags', value: 'a', pending: '' },
  ])
  assert.deepEqual(raw, { memory: '8192', usb0: 'host=1-2' })
  assert.deepEqual(pending, [
    { key: 'cores', value: '2', delete: false },
    { key: 'memory', value: '16384', delete: false },
    { key: 'tags', value: '', delete: false },
    { key: 'usb0', value: null, delete: true },
    { key: 'usb1', value: null, delete: true },
  ])
})

test('lines for LXC itself stay pairs in their order, as a key may come twice', async () => {
  const fact = await guestFactOf(config, 'lxc', CONTAINER)
  assert.deepEqual(fact, {
    raw: { hostname: 'dns', memory: '512', description: 'Name server\n' },
    lxc: CONTAINER.config.lxc,
    pending: [{ key: 'memory', value: '1024', delete: false }],
    digest: null,
  })
  assert.deepEqual((await guestFactOf(config, 'qemu', VM)).lxc, [])
})

test('secrets never leave the collector: the password of cloud-init, and the environment of a container', async () => {
  const secret = 'TOKEN=hunter2'
  const vm = await ofVm({ cipassword: secret, ciuser: 'admin' }, [{ key: 'cipassword', value: '**', pending: secret }])
  assert.deepEqual(vm.raw, { cipassword: '[hidden]', ciuser: 'admin' })
  assert.deepEqual(vm.pending, [{ key: 'cipassword', value: '[hidden]', delete: false }])
  const lines = ['lxc.environment', 'lxc.environment.runtime', 'lxc.environment.hooks', 'lxc.environ']
  const container = await ofContainer({ env: secret, lxc: lines.map((key) => [key, secret]) }, [
    { key: 'env', pending: secret },
  ])
  assert.deepEqual(container.raw, { env: '[hidden]' })
  assert.deepEqual(
    container.lxc.map(([, value]) => value),
    ['[hidden]', '[hidden]', '[hidden]', secret],
  )
  assert.equal(container.pending[0]?.value, '[hidden]')
})

test('the checksum of the file is told apart too', async () => {
  assert.equal((await guestFactOf(config, 'qemu', VM)).digest, 'f00')
})

test('what has no text, or more of it than the file may hold, is no setting and costs nothing else', async () => {
  const settings = { name: 'db', later: { a: 1 }, list: ['a'], nothing: null, lxc: null, args: 'x'.repeat(2 ** 20 + 1) }
  assert.deepEqual((await ofVm(settings)).raw, { name: 'db' })
})

test('trap 34: a configuration that PVE cannot read fails for its guest and for no other', async () => {
  const broken = new FailureError('command-failed', 'unable to parse the configuration of 101')
  const { pve } = portsOf({
    pve: {
      '/nodes/pve1/lxc/101/config': broken,
      '/nodes/pve1/lxc/101/pending': broken,
      '/nodes/pve1/lxc/102/config': { hostname: 'dns' },
      '/nodes/pve1/lxc/102/pending': [],
    },
  })
  const [one, other] = await Promise.allSettled([101, 102].map((vmid) => config.collect({ pve }, guest(vmid, 'lxc'))))
  assert.equal(one?.status === 'rejected' && one.reason, broken)
  assert.equal(other?.status === 'fulfilled' && other.value.raw['hostname'], 'dns')
})

test('trap 35: a guest is asked for under its own type; under the other it does not exist', async () => {
  const none = messageFailure("Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist\n", 500)
  const { pve } = portsOf({
    pve: {
      '/nodes/pve1/lxc/100/config': { hostname: 'dns' },
      '/nodes/pve1/lxc/100/pending': [],
      '/nodes/pve1/qemu/100/config': none,
      '/nodes/pve1/qemu/100/pending': none,
    },
  })
  assert.equal((await config.collect({ pve }, guest(100, 'lxc'))).raw['hostname'], 'dns')
  await assert.rejects(config.collect({ pve }, guest(100, 'qemu')), missing(none.message))
})

test('a configuration that is none is refused, and so is one with more settings than any guest could have', async () => {
  for (const settings of [null, [], 'cores: 4', { lxc: 'lxc.idmap' }, { lxc: [['lxc.idmap']] }])
    await assert.rejects(ofVm(settings as never), failing('bad-reply', /config/))
  const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`k${index}`, '']))
  await assert.rejects(ofVm(many), failing('bad-reply', /too many settings/))
  for (const pending of [null, {}, [{ value: 1 }], Array(10_001).fill({ key: 'a' })])
    await assert.rejects(ofVm({}, pending), failing('bad-reply', /pending/))
})

test('any reply gives a valid configuration, or an absence or failure that says so', async () => {
  await survivesAnyGuestReply(config, 'qemu', VM)
  await survivesAnyGuestReply(config, 'lxc', CONTAINER)
})
