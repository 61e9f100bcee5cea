import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { panoramica } from '../tools/panoramica.ts'
import { serving } from '../tools/serving.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const entryFor = ({ username }: Simulator, { name, address, port, fingerprint }: SimulatedNode): string =>
  `- name: ${name}
  address: ${address}
  ssh: { username: ${username}, port: ${String(port)}, private_key_file: key, host_key_sha256: "${fingerprint}" }
`

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

test('a fleet kept in a file is there after a start, followed on SIGHUP, and changed nowhere else', async (t) => {
  let file = ''
  const at = await serving(t, 2, (simulator, folder) => {
    file = join(folder, 'fleet.yaml')
    writeFileSync(join(folder, 'key'), simulator.privateKey)
    writeFileSync(
      file,
      simulator
        .nodes()
        .map((node) => entryFor(simulator, node))
        .join(''),
    )
    return ['--remotes-file', file]
  })
  await until(async () => (await at.nodes()).length === 2)
  const [one, other] = await at.remotes()
  assert.ok(one && other)
  const path = `/api/remotes/${String(one.id)}`
  const refused = await at.ask('PATCH', path, { name: 'x' })
  assert.deepEqual([refused.status, refused.body['code']], [409, 'kept-in-file'])
  assert.equal((await at.ask('DELETE', path)).body['code'], 'kept-in-file')

  writeFileSync(file, '- name: x\n  address: a b\n')
  at.running().kill('SIGHUP')
  await until(async () => at.said().includes('fleet.yaml:2: [0].address'))
  assert.equal((await at.remotes()).length, 2, 'a broken file changes nothing')

  const [first] = at.simulator.nodes().filter(({ name }) => name === one.name)
  assert.ok(first)
  writeFileSync(file, entryFor(at.simulator, first))
  at.running().kill('SIGHUP')
  await until(async () => (await at.remotes()).length === 1)
  assert.equal((await at.remotes())[0]?.id, one.id)
})

test('a server does not start with a file that is wrong, and says where', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'fleet.yaml')
  writeFileSync(file, '- name: x\n  colour: red\n')
  const { code, stderr } = await panoramica(['serve', '--port', '0', '--data-dir', folder.path, '--remotes-file', file])
  assert.equal(code, 1)
  assert.match(
    stderr,
    /the file of remotes is wrong\n.*fleet\.yaml:1: \[0\]\.address: .*\n.*fleet\.yaml:2: \[0\]\.colour: /,
  )
})
