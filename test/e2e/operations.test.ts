import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { systemRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/model/secret.ts'
import { openStore } from '../../src/store/open.ts'
import { GATE_NAME } from '../../src/transport/gate/program.ts'
import { keepGate } from '../tools/gate.ts'
import { sawNode } from '../tools/known-node.ts'
import { nodeOverSsh } from '../tools/node-over-ssh.ts'
import type { NodeOverSsh } from '../tools/node-over-ssh.ts'
import { panoramica, started, stop } from '../tools/panoramica.ts'
import type { Run } from '../tools/panoramica.ts'
import { remoteWithSecrets, secretsAt } from '../tools/places.ts'
import { withoutShared } from '../tools/shared.ts'
import { withoutSshd } from '../tools/sshd.ts'

interface Kept {
  readonly dataDir: string
  readonly masterKeyFile: string
}

describe('looking after a store', { skip: withoutSshd || withoutShared }, () => {
  let on: NodeOverSsh
  let count = 0

  before(async () => {
    on = await nodeOverSsh()
  })
  after(() => on.stop())

  /** A store with the node as its only remote. */
  const kept = async (over: { sha256?: string; privateKey?: string } = {}): Promise<Kept> => {
    const dataDir = join(on.folder, `data-${String(count++)}`)
    const places = { dataDir, masterKeyFile: join(dataDir, 'master.key') }
    const { port, username, privateKey, fingerprint } = on.sshd
    const pin = { kind: 'ssh', host: '127.0.0.1', port, sha256: over.sha256 ?? fingerprint, keyType: null } as const
    const { ssh, ...rest } = remoteWithSecrets('pve1')
    const store = await openStore(places, systemRandom)
    const remote = await store.addRemote({
      ...rest,
      address: '127.0.0.1',
      ssh: ssh && { ...ssh, port, username, privateKey: new Secret(over.privateKey ?? privateKey), passphrase: null },
      pins: [pin],
    })
    await sawNode(store, { remoteId: remote.id, name: 'pve1', address: '127.0.0.1', at: 1 })
    await store.close()
    return places
  }
  const at = ({ dataDir }: Kept, ...args: string[]): Promise<Run> => panoramica([...args, '--data-dir', dataDir])
  const serving = async (t: TestContext, { dataDir }: Kept) => {
    const server = await started(['serve', '--port', '0', '--data-dir', dataDir], /listens on (http:\S+)/)
    t.after(() => stop(server))
    return server
  }

  test('the doctor finds nothing wrong, beside a running server and without one', async (t) => {
    on.withCommand(t, 'dpkg-query', 'for name in lm-sensors ethtool smartmontools; do echo "$name 1.0"; done')
    on.withCommand(t, 'pveversion', 'echo "pve-manager/8.4.21/2606ac850d46da29 (running kernel: 6.8.12-9-pve)"')
    const places = await kept()
    const expected = new RegExp(
      `ok       pve1 at 127\\.0\\.0\\.1: PVE 8\\.4\\.21, signed in as ${on.sshd.username}\n` +
        'warning  pve1 at 127\\.0\\.0\\.1: without .*lshw.*\n         → apt install .*lshw',
    )
    const alone = await at(places, 'doctor')
    assert.equal(alone.code, 0, alone.stdout)
    assert.match(alone.stdout, expected)
    assert.match(alone.stdout, /^ok {7}the store .*panoramica\.db is whole/m)
    assert.ok(!/without .*lm-sensors/.test(alone.stdout))
    const server = await serving(t, places)
    const beside = await at(places, 'doctor', '--port', new URL(server.address).port)
    assert.equal(beside.code, 0, beside.stdout)
    assert.match(beside.stdout, expected)
    assert.match(beside.stdout, /^ok {7}the server answers at http:\/\/127\.0\.0\.1:\d+, version /m)
  })

  test('the doctor says what keeps a node from being read, and exits 1', async (t) => {
    const other = await kept({ sha256: `SHA256:${'A'.repeat(43)}` })
    const changed = await at(other, 'doctor')
    assert.equal(changed.code, 1)
    assert.match(changed.stdout, /^problem {2}pve1 at 127\.0\.0\.1: the host key is not the one that was confirmed/m)
    const refused = await at(
      await kept({ privateKey: readFileSync(join(on.folder, 'sshd', 'host_key'), 'utf8') }),
      'doctor',
    )
    assert.equal(refused.code, 1)
    assert.match(refused.stdout, /^problem {2}pve1 at 127\.0\.0\.1: 127\.0\.0\.1 refused the credentials/m)
    on.withCommand(t, 'pveversion', 'exec sleep 60')
    on.withCommand(t, 'timeout', 'exit 124')
    const hung = await at(await kept(), 'doctor')
    assert.match(hung.stdout, /^problem {2}pve1 at 127\.0\.0\.1: pveversion did not answer in time/m)
  })

  test('the doctor sees a gate', async (t) => {
    on.withCommand(t, 'pveversion', 'echo "pve-manager/9.0.3/x (running kernel: 6.14)"')
    const gate = join(on.folder, GATE_NAME)
    keepGate(gate, on.node.bin)
    const file = join(on.folder, 'sshd', 'authorized_keys')
    const open = readFileSync(file, 'utf8')
    writeFileSync(file, `restrict,command="${gate}" ${open}`)
    t.after(() => writeFileSync(file, open))
    const { stdout } = await at(await kept(), 'doctor')
    assert.match(stdout, /^ok {7}pve1 at 127\.0\.0\.1: PVE 9\.0\.3, signed in as \w+, through the gate$/m)
  })

  test('a backup is made while the server runs, and restored once it has stopped', async (t) => {
    const places = await kept()
    const backup = join(on.folder, 'backup.db')
    const server = await serving(t, places)
    const made = await at(places, 'backup', backup)
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stdout, /^wrote .*backup\.db \(\d.*\)\nits secrets open only with the key in .*master\.key/)
    assert.equal((await at(places, 'backup', backup)).code, 1)
    const busy = await at(places, 'restore', backup, '--replace')
    assert.equal(busy.code, 1)
    assert.match(busy.stderr, /in use by another process\nStop the other Panoramica/)
    await stop(server)
    const there = await at(places, 'restore', backup)
    assert.equal(there.code, 1)
    assert.match(there.stderr, /there is a store already.*\n.*--replace/)
    const restored = await at(places, 'restore', backup, '--replace')
    assert.equal(restored.code, 0, restored.stderr)
    assert.match(restored.stdout, /^restored .*: 1 remote\nthe store that was there is now .*\.replaced-\d{8}T\d{6}Z$/m)
    assert.equal((await secretsAt(places))[1], on.sshd.privateKey)
  })

  test('the key is rotated while no server runs, and backups of before open with the key of before', async (t) => {
    const places = await kept()
    const backup = join(on.folder, 'before.db')
    await at(places, 'backup', backup, '--with-key')
    const server = await serving(t, places)
    assert.match((await at(places, 'rotate-key')).stderr, /in use by another process/)
    await stop(server)
    const before = await secretsAt(places)
    const key = readFileSync(places.masterKeyFile, 'utf8')
    const rotated = await at(places, 'rotate-key')
    assert.equal(rotated.code, 0, rotated.stderr)
    assert.match(rotated.stdout, /^sealed 1 secret with the new key \w{8} in .*\nthe key before is kept in .*: backups/)
    assert.notEqual(readFileSync(places.masterKeyFile, 'utf8'), key)
    assert.deepEqual(await secretsAt(places), before)
    const elsewhere = {
      dataDir: join(on.folder, 'elsewhere'),
      masterKeyFile: join(on.folder, 'elsewhere', 'master.key'),
    }
    assert.equal((await at(elsewhere, 'restore', backup)).code, 0)
    assert.deepEqual(await secretsAt(elsewhere), before)
  })

  test('usage: what is missing or too much is named and exits 2', async () => {
    for (const [args, complaint] of [
      [['backup'], /give one file/],
      [['restore', 'a', 'b'], /give one file/],
      [['rotate-key', 'now'], /takes no arguments/],
      [['gate', '--frobnicate'], /--frobnicate/],
    ] as const) {
      const { code, stdout, stderr } = await panoramica(args)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, complaint)
    }
  })
})
