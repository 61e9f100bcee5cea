import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import type { TestContext } from 'node:test'
import { guestConfigsIn } from '../../../test/tools/guest-confs.ts'
import { built } from '../../../test/tools/sources.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import type { Output } from '../ports.ts'
import { guestRoutes } from './guest-conf-files.ts'

const VMLIST = JSON.stringify({
  ids: {
    100: { node: 'pve1', type: 'qemu' },
    104: { node: 'pve1', type: 'qemu' },
    300: { node: 'pve2', type: 'qemu' },
  },
})

const [ofVm, ofContainer] = guestRoutes('config', ({ current, unread }) => ({
  ...Object.fromEntries(current.values),
  unread,
}))
assert.ok(ofVm && ofContainer)

const said = (output: string | Partial<Output> | Error, vmid: number, route = ofVm): unknown =>
  built(route, { programs: { 'guest-configs': output }, files: { '/etc/pve/.vmlist': VMLIST } }, { node: 'pve1', vmid })

const isFailure = (kind: string, message: RegExp) => (error: unknown) =>
  error instanceof FailureError && error.failure.kind === kind && message.test(error.message)

describe('the configuration files of guests', () => {
  it('give a guest its own lines, whatever is in them', () => {
    const text =
      '/etc/pve/qemu-server/100.conf:name: a\n/etc/pve/lxc/200.conf:hostname: b\n/etc/pve/qemu-server/100.conf:args: /x/qemu-server/104.conf:y: z\n'
    assert.deepEqual(said(text, 100), { name: 'a', args: '/x/qemu-server/104.conf:y: z', unread: [] })
    assert.deepEqual(said(text, 200, ofContainer), { hostname: 'b', unread: [] })
  })

  it('trap 34: a broken file costs its own guest what it does not say, and no other guest anything', () => {
    const text = '/etc/pve/qemu-server/100.conf:no colon\n/etc/pve/qemu-server/104.conf:name: b\n'
    assert.deepEqual(said(text, 100), { unread: ['no colon'] })
    assert.deepEqual(said(text, 104), { name: 'b', unread: [] })
  })

  it('are one for a guest that is configured here without a line', () => {
    assert.deepEqual(said({ exit: 1 }, 104), { unread: [] })
    assert.deepEqual(said('/etc/pve/qemu-server/100.conf:name: a\n', 104), { unread: [] })
  })

  it('trap 35: are none for a guest of another node, of another type, or that is nowhere', () => {
    const none = (route: typeof ofVm, vmid: number, file: string): void => {
      assert.throws(
        () => said({ exit: 1 }, vmid, route),
        new Absent(`Configuration file 'nodes/pve1/${file}' does not exist`),
      )
    }
    none(ofVm, 300, 'qemu-server/300.conf')
    none(ofVm, 999, 'qemu-server/999.conf')
    none(ofContainer, 104, 'lxc/104.conf')
  })

  it('that could not be read are a failure, not a guest without configuration', () => {
    assert.throws(() => said({ exit: 2 }, 104), isFailure('command-failed', /could not be read/))
    assert.throws(
      () => said({ exit: 2, stderr: 'grep: no -P here\n' }, 104),
      isFailure('command-failed', /^grep: no -P/),
    )
    assert.throws(() => said(new FailureError('timeout', 'too late'), 104), isFailure('timeout', /too late/))
  })

  it('are looked through once for all guests and routes', () => {
    const output = { exit: 0, stdout: '/etc/pve/qemu-server/100.conf:name: a\n', stderr: '' }
    let looks = 0
    const counted: Output = {
      ...output,
      get stdout() {
        looks++
        return output.stdout
      },
    }
    const sources = { program: () => counted, file: () => VMLIST }
    for (const vmid of [100, 104, 100]) ofVm.build(sources, { node: 'pve1', vmid })
    assert.equal(looks, 1)
  })
})

describe('the program that prints them', () => {
  function nodeWith(t: TestContext, files: Record<string, string | Buffer>): Output {
    const folder = mkdtempSync(join(tmpdir(), 'panoramica-confs-'))
    t.after(() => {
      rmSync(folder, { recursive: true })
    })
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return guestConfigsIn(folder)
  }

  it('keeps secrets on the node: of them only the key is printed, and shown as PVE shows it', (t) => {
    const output = nodeWith(t, {
      'qemu-server/100.conf':
        'cipassword: $5$hush\nname: a\n[PENDING]\ncipassword: hush\n[special:cloudinit]\n cipassword: hush',
      'lxc/200.conf':
        'hostname: b\nenv: A=hush\0B=hush\nlxc.environment = A=hush\nlxc.environment.runtime: A=hush\nlxc.environment.runtime: B=hush\n',
    })
    assert.doesNotMatch(JSON.stringify(output), /hush/)
    assert.deepEqual(said(output, 100), { cipassword: '**********', name: 'a', unread: [] })
    assert.deepEqual(said(output, 200, ofContainer), {
      hostname: 'b',
      env: '**********\0**********\0**********',
      unread: [],
    })
  })

  it('prints bytes of any kind and a last line without an end, and leaves other files alone', (t) => {
    const output = nodeWith(t, {
      'qemu-server/100.conf': Buffer.from('name: a\xff\0b\n\nmemory: 512', 'latin1'),
      'qemu-server/101.conf.tmp.7': 'name: half\n',
      'lxc/.gitkeep': '',
    })
    assert.deepEqual([output.exit, output.stderr], [0, ''])
    assert.deepEqual(said(output, 100), { name: 'a\uFFFD\0b', memory: '512', unread: [] })
    assert.doesNotMatch(output.stdout, /half/)
  })

  it('ends with 1 on a node without guests, and with 2 and no word without the cluster file system', (t) => {
    assert.deepEqual(nodeWith(t, { 'qemu-server/x': '', 'lxc/x': '' }), { exit: 1, stdout: '', stderr: '' })
    assert.deepEqual(nodeWith(t, {}), { exit: 2, stdout: '', stderr: '' })
  })
})
