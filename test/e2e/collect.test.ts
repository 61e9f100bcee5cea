import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { hostDetailsShape } from '../../src/fleet/shapes.ts'
import { vmFullDetailsShape } from '../../src/fleet/guest-shapes.ts'
import type { VmFullDetails } from '../../src/fleet/guest-shapes.ts'
import type { HostDetails } from '../../src/fleet/shapes.ts'
import { fakeNode } from '../tools/fake-node.ts'
import type { FakeNode } from '../tools/fake-node.ts'
import { panoramica } from '../tools/panoramica.ts'
import { startPasswordServer } from '../tools/password-server.ts'
import { recordedReply, sharedText, withoutShared } from '../tools/shared.ts'
import { startSshd, withoutSshd } from '../tools/sshd.ts'
import type { Sshd } from '../tools/sshd.ts'

interface Collected {
  readonly host: HostDetails
  readonly guests: VmFullDetails[]
  readonly cluster: { name: string | null; quorate: boolean | null; nodes: { name: string; online: boolean | null }[] }
  readonly problems: { section: string; status: string; kind: string | null; reason: string }[]
}

describe('panoramica collect', { skip: withoutSshd || withoutShared }, () => {
  let folder: string
  let node: FakeNode
  let sshd: Sshd

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'panoramica-collect-'))
    node = fakeNode(join(folder, 'node'))
    sshd = await startSshd({ folder: join(folder, 'sshd'), path: node.bin })
  })
  after(async () => {
    await sshd.stop()
    rmSync(folder, { recursive: true })
  })

  const signIn = (server = sshd): string[] => ['--port', String(server.port), '--key', server.privateKeyFile]
  const address = (): string => `${sshd.username}@127.0.0.1`
  const collect = (...more: string[]) =>
    panoramica(['collect', address(), ...signIn(), '--host-key', sshd.fingerprint, ...more])

  for (const version of ['7.4', '8.4', '9.2'] as const) {
    test(`a node of PVE ${version}: --json has what the recordings of that version say`, async (t) => {
      const other = fakeNode(join(folder, `node-${version}`), version)
      const server = await startSshd({ folder: join(folder, `sshd-${version}`), path: other.bin })
      t.after(() => server.stop())
      const { code, stdout, stderr } = await panoramica([
        'collect',
        address(),
        ...signIn(server),
        '--host-key',
        server.fingerprint,
        '--json',
      ])
      assert.equal(code, 0, stderr)
      const { host, guests, cluster, problems } = JSON.parse(stdout) as Collected
      assert.deepEqual(hostDetailsShape.parse(host), host)
      const files = version === '7.4' ? '8.4' : version
      const { ids } = JSON.parse(sharedText(`pve/${files}/etc-pve/vmlist`)) as { ids: Record<string, { node: string }> }
      const here = Object.entries(ids).flatMap(([vmid, place]) => (place.node === 'pve1' ? [Number(vmid)] : []))
      assert.deepEqual(
        guests.map(({ vmid }) => vmid),
        here.sort((a, b) => a - b),
      )
      for (const guest of guests) assert.deepEqual(vmFullDetailsShape.parse(guest), guest)
      assert.equal(cluster.name, null)
      assert.deepEqual(
        cluster.nodes.map((member) => member.name),
        ['pve1'],
      )
      assert.deepEqual(
        problems.filter(({ status }) => status === 'failed'),
        [],
      )

      const subscription = recordedReply(`${version}/node_subscription`) as {
        status: string
        nextduedate: string
        key: string
      }
      const { version: release } = recordedReply(`${version}/node_version`) as { version: string }
      assert.equal(host.hostname, 'pve1')
      assert.equal(host.status, 'online')
      assert.equal(host.proxmox_version, release)
      assert.equal(host.license.status, subscription.status)
      assert.equal(host.license.level, 'community')
      assert.equal(host.license.expires, subscription.nextduedate)
      assert.ok(!stdout.includes(subscription.key), 'the licence key is masked')
      assert.equal(host.updates.pending, (recordedReply(`${version}/node_apt_update`) as unknown[]).length)
      assert.equal(host.certificates?.length, (recordedReply(`${version}/node_certificates_info`) as unknown[]).length)
      assert.equal(host.services?.length, (recordedReply(`${version}/node_services`) as unknown[]).length)
    })
  }

  test('CPU, memory, storage and network of PVE 8.4 in numbers', async () => {
    const { host } = JSON.parse((await collect('--json')).stdout) as Collected
    const { model, sockets, cores, threads, mhz, load_1m } = host.cpu
    assert.deepEqual(
      { model, sockets, cores, threads, mhz, load_1m },
      { model: 'Intel(R) Xeon(R) Processor', sockets: 1, cores: 2, threads: 2, mhz: 2600, load_1m: 1.69 },
    )
    assert.equal(host.cpu.used_percent, 0.74, 'from the status files, not the 0 of a fresh pvesh')
    assert.equal(host.memory.total_bytes, 25_276_502_016)
    assert.equal(host.memory.total_gb, 23.54)
    assert.equal(host.memory.used_bytes, 830_480_384)
    assert.equal(host.memory.arc_bytes, null)
    const local = host.storage?.find(({ name }) => name === 'local')
    assert.equal(local?.used_percent, 11.15)
    assert.equal(local.active, true)
    const tank = host.storage?.find(({ name }) => name === 'tank-vm')
    assert.deepEqual([tank?.total_bytes, tank?.pool, tank?.enabled], [null, 'tank/vmdata', false])
    const bridge = host.network?.find(({ name }) => name === 'vmbr0')
    assert.equal(bridge?.comment, 'Management + VM trunk (grün)\nsecond comment line')
  })

  test('a cluster: its name, its members and that one is offline', async (t) => {
    const other = fakeNode(join(folder, 'clustered'), '8.4-cluster')
    const server = await startSshd({ folder: join(folder, 'sshd-cluster'), path: other.bin })
    t.after(() => server.stop())
    const { stdout } = await panoramica([
      'collect',
      address(),
      ...signIn(server),
      '--host-key',
      server.fingerprint,
      '--json',
    ])
    const { cluster } = JSON.parse(stdout) as Collected
    assert.equal(cluster.name, 'testcluster')
    assert.equal(cluster.quorate, true)
    assert.deepEqual(
      cluster.nodes.map(({ name, online }) => [name, online]),
      [
        ['pve1', true],
        ['pve2', false],
      ],
    )
  })

  test('the readable report names what it found and what is not there', async () => {
    const { code, stdout, stderr } = await collect()
    assert.equal(code, 0)
    assert.match(stdout, /^pve1 {2}Proxmox VE 8\.4\.21 {2}up 1 h 2 min$/m)
    assert.match(stdout, /^ {2}Memory +792 MiB of 23\.5 GiB used/m)
    assert.match(stdout, /^Not there$/m)
    assert.match(stderr, /^reading .*@127\.0\.0\.1/)
  })

  test('what hostile names hold never reaches the terminal as control characters', async () => {
    node.reply('/nodes/pve1/storage', [
      {
        storage: 'evil\u001B[2J\u001B]0;x\u0007',
        type: 'dir',
        active: 1,
        enabled: 1,
        total: 1,
        used: 0,
        avail: 1,
        content: 'iso',
        shared: 0,
      },
    ])
    const { stdout } = await collect()
    assert.match(stdout, /evil/)
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000B-\u001F]/)
  })

  test('a partial look exits 3, says what is missing, and has the rest', async (t) => {
    node.mood('hangs')
    t.after(() => {
      node.mood('well')
    })
    const { code, stdout } = await collect('--json', '--timeout', '1')
    assert.equal(code, 3)
    const { host, problems } = JSON.parse(stdout) as Collected
    assert.ok(host.memory.total_bytes !== null)
    assert.ok(problems.some(({ section, kind }) => section === 'license' && kind === 'timeout'))
    assert.equal(host.sections['license']?.status, 'failed')
  })

  test('an unknown host key is refused with its fingerprint, and the way to accept it', async () => {
    const { code, stdout, stderr } = await panoramica(['collect', address(), ...signIn()])
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.ok(stderr.includes(`--host-key ${sshd.fingerprint}`))
  })

  test('a known_hosts file is honoured, also when it knows another key', async () => {
    const file = join(folder, 'known_hosts')
    writeFileSync(file, sshd.knownHostsLine)
    assert.equal((await panoramica(['collect', address(), ...signIn(), '--known-hosts', file])).code, 0)
    writeFileSync(
      file,
      sshd.knownHostsLine.replace(/AAAA\S+/, Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x04abcd').toString('base64')),
    )
    const changed = await panoramica(['collect', address(), ...signIn(), '--known-hosts', file])
    assert.equal(changed.code, 1)
    assert.match(changed.stderr, /not the one that was confirmed/)
  })

  for (const method of ['password', 'keyboard-interactive'] as const) {
    test(`a password from standard input signs in by ${method}`, async (t) => {
      const server = await startPasswordServer(method, 'correct horse', node.bin)
      t.after(() => {
        server.stop()
      })
      const args = [
        'collect',
        'root@127.0.0.1',
        '--port',
        String(server.port),
        '--host-key',
        server.fingerprint,
        '--password-stdin',
      ]
      const { code, stdout, stderr } = await panoramica(args, 'correct horse\n')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^pve1 /)
      const refused = await panoramica(args, 'wrong\n')
      assert.equal(refused.code, 1)
      assert.match(refused.stderr, /refused the credentials of root/)
      assert.ok(!refused.stderr.includes('wrong'))
    })
  }

  test('a host that is not a Proxmox VE node fails, said clearly', async (t) => {
    const bare = await startSshd({ folder: join(folder, 'bare') })
    t.after(() => bare.stop())
    const { code, stderr } = await panoramica(['collect', address(), ...signIn(bare), '--host-key', bare.fingerprint])
    assert.equal(code, 1)
    assert.match(stderr, /not a Proxmox VE node/)
  })
})
