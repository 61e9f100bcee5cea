import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { GUEST_TYPES } from '../model/observation.ts'
import { parseGuestConf } from './guest-conf-file.ts'
import type { GuestConfSection } from './guest-conf-file.ts'

const vm = (text: string) => parseGuestConf('qemu', text.split('\n'))
const container = (text: string) => parseGuestConf('lxc', text.split('\n'))
const valuesOf = (section: GuestConfSection | undefined): unknown => section && Object.fromEntries(section.values)

const VM = `#Mail f%C3%BCr alle
#%3A-)
cores: 2
name: mail
parent: before
scsi0: local:100/vm-100-disk-0.qcow2,size=8G

[PENDING]
cores: 4
delete: usb0 !unused1

[special:cloudinit]
name: old-mail

[before]
#first%0Asecond
cores: 1
snaptime: 1718100000
`

describe('the configuration file of a VM', () => {
  it('trap 36: pending changes, snapshots and special sections are not its current values', () => {
    const { current, pending, snapshots, unread } = vm(VM)
    assert.deepEqual(valuesOf(current), {
      description: 'Mail für alle\n:-)',
      cores: '2',
      name: 'mail',
      parent: 'before',
      scsi0: 'local:100/vm-100-disk-0.qcow2,size=8G',
    })
    assert.deepEqual(valuesOf(pending), { cores: '4', delete: 'usb0 !unused1' })
    assert.deepEqual(valuesOf(snapshots.get('before')), {
      description: 'first\nsecond',
      cores: '1',
      snaptime: '1718100000',
    })
    assert.equal(snapshots.size, 1)
    assert.deepEqual(unread, [])
  })

  it('keeps apart what it cannot read, and whole sections it does not know', () => {
    const { current, unread } = vm('cores 2\nsockets:\nCores: 2\nlxc.idmap: u 0 1 2\nname: a\n[no name]\nname: b\n')
    assert.deepEqual(valuesOf(current), { name: 'a' })
    assert.deepEqual(unread, ['cores 2', 'sockets:', 'Cores: 2', 'lxc.idmap: u 0 1 2', '[no name]', 'name: b'])
  })

  it('takes the last of a key and of a section given twice, and colons and blanks as they come', () => {
    const { current, snapshots } = vm('cores: 1\ncores:  3 \r\nargs: -a b:c \ntags:  \n[s1]\nname: a\n[s1]\ncores: 5')
    assert.deepEqual(valuesOf(current), { cores: '3', args: '-a b:c', tags: ' ' })
    assert.deepEqual(valuesOf(snapshots.get('s1')), { cores: '5' })
  })

  it('reads a description of the old spelling, and bytes that are no UTF-8', () => {
    assert.equal(vm('description: one%3A%0Atwo %E2%82%AC').current.values.get('description'), 'one:\ntwo €')
    assert.equal(vm('#%FF%C3 100% of %zz').current.values.get('description'), '\uFFFD\uFFFD 100% of %zz')
  })

  it('may be empty', () => {
    assert.deepEqual(valuesOf(vm('').current), {})
  })
})

describe('the configuration file of a container', () => {
  it('has raw lines, an environment and a description that ends with its last line', () => {
    const { current, unread } = container(
      '#Zeile\nhostname: dns\nlxc.idmap: u 0 100000 1000\nlxc.idmap = g 0 100000 1000\nlxc.cap.drop =\n' +
        'lxc.environment.runtime: A=1\nlxc.environment.runtime: B=2\n',
    )
    assert.deepEqual(valuesOf(current), { description: 'Zeile\n', hostname: 'dns', env: 'A=1\0B=2' })
    assert.deepEqual(current.lxc, [
      ['lxc.idmap', 'u 0 100000 1000'],
      ['lxc.idmap', 'g 0 100000 1000'],
      ['lxc.cap.drop', ''],
    ])
    assert.deepEqual(unread, [])
  })

  it('calls its pending section otherwise: [PENDING] is a snapshot there', () => {
    const { pending, snapshots } = container('[pve:pending]\nmemory: 2048\n[PENDING]\nmemory: 1\n')
    assert.deepEqual(valuesOf(pending), { memory: '2048' })
    assert.deepEqual([...snapshots.keys()], ['PENDING'])
  })
})

describe('any file', () => {
  const piece = fc.constantFrom(
    ...['#', '%C3', '%', '[', ']', '[PENDING]', '[pve:pending]', '[special:x]', '[s1]', ':', ' ', '\t', '\r', '\u2028'],
    ...['cores', 'description', 'delete', 'lxc.', 'lxc.environment.runtime', '=', '__proto__', 'constructor', '\0'],
    ' '.repeat(20_000),
  )
  const line = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  )

  it('is read, each line once at most, in a time that does not explode', () => {
    fc.assert(
      fc.property(fc.constantFrom(...GUEST_TYPES), fc.array(line), (type, lines) => {
        const { current, pending, snapshots, unread } = parseGuestConf(type, lines)
        const all = [current, pending, ...snapshots.values()]
        const read = all.reduce((sum, { values, lxc }) => sum + values.size + lxc.length, unread.length)
        assert.ok(read <= lines.length, `${String(read)} things from ${String(lines.length)} lines`)
        for (const { values } of all) for (const [key, value] of values) assert.match(key + value, /^[a-z]/)
      }),
    )
  })
})
