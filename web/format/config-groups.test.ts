import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { configGroups, configText } from './config-groups.ts'

const config = (raw: Record<string, string>) => ({
  raw,
  cores: null,
  sockets: null,
  cpu_type: null,
  memory: null,
  swap_mb: null,
  bios: null,
  scsihw: null,
})

/** `topic: key=value …`, a default in parentheses. */
const drawn = (...[given]: Parameters<typeof configGroups>): string[] =>
  configGroups(given).map(({ topic, settings }) => {
    const all = settings.map(({ key, value, isDefault }) => (isDefault ? `(${key}=${value})` : `${key}=${value}`))
    return `${topic}: ${all.join(' ')}`
  })

test('settings stand by topic, those of a kind in the order of their numbers', () => {
  const raw = { net10: 'c', net2: 'b', scsi0: 'a', memory: '2048', onboot: '1', protection: '1', hookscript: 'x' }
  assert.deepEqual(drawn(config(raw)), [
    'memory: memory=2048',
    'boot: onboot=1',
    'devices: scsi0=a net2=b net10=c',
    'options: hookscript=x protection=1',
  ])
})

test('what is not set and has a default of PVE is shown as one', () => {
  const { cores, sockets, memory } = { cores: 1, sockets: 2, memory: 512 }
  assert.deepEqual(drawn({ ...config({ sockets: '2', cpu: 'host' }), cores, sockets, memory, cpu_type: 'host' }), [
    'cpu: sockets=2 (cores=1) cpu=host',
    'memory: (memory=512)',
    'boot: (onboot=0)',
    'options: (protection=0)',
  ])
})

test('a setting has the kind of its key without the number', () => {
  const kinds = configGroups(config({ net0: '', numa1: '' })).flatMap(({ settings }) =>
    settings.filter(({ isDefault }) => !isDefault).map(({ key, kind }) => [key, kind]),
  )
  assert.deepEqual(kinds, [
    ['numa1', 'numa'],
    ['net0', 'net'],
  ])
})

test('notes and the checksum are no settings', () => {
  assert.deepEqual(drawn(config({ description: 'x', digest: '00' })), ['boot: (onboot=0)', 'options: (protection=0)'])
})

test('every setting comes once, whatever its key', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (raw) => {
      const shown = configGroups(config(raw)).flatMap(({ settings }) => settings)
      const set = shown.filter(({ isDefault }) => !isDefault).map(({ key, value }) => [key, value])
      const expected = Object.entries(raw).filter(([key]) => key !== 'description' && key !== 'digest')
      assert.deepEqual(new Map(set as [string, string][]), new Map(expected))
      assert.equal(set.length, expected.length)
    }),
  )
})

test('a value of several lines looks like no other setting', () => {
  assert.equal(
    configText({ description: 'one\nmemory: 1\n', memory: '2' }, []),
    'description: one\n  memory: 1\nmemory: 2',
  )
})

test('the whole configuration is a text, lines for LXC last', () => {
  assert.equal(
    configText({ cores: '2', swap: '0' }, [{ key: 'lxc.cap.drop', value: 'mac_admin' }]),
    'cores: 2\nswap: 0\nlxc.cap.drop: mac_admin',
  )
})
