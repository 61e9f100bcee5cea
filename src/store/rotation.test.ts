import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { placesIn, secretsAt, storeWith } from '../../test/tools/places.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom, systemRandom } from '../lib/random.ts'
import { inspect } from './inspect.ts'
import { keyIn, stageKey } from './key-file.ts'
import { openStore, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { StoreError } from './port.ts'
import { rotateKey } from './rotation.ts'
import { keyIdOf } from './secret.ts'

const ROTATOR = join(import.meta.dirname, '../../test/tools/key-rotator.ts')

const keyIdAt = ({ masterKeyFile }: Places): string => keyIdOf(keyIn(masterKeyFile) ?? Buffer.alloc(0))
const keysOf = ({ masterKeyFile }: Places): string[] => readdirSync(dirname(masterKeyFile)).sort()

const sealedIn = (places: Places): string[] => {
  const database = new DatabaseSync(storeFile(places), { readOnly: true })
  const rows = database.prepare('select sealed from secret union all select sealed from own_secret').all()
  database.close()
  return rows.map(({ sealed }) => String(sealed))
}

test('all secrets stay what they are under a new key, and the key before is kept', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha', 'beta')
  const [secrets, before, sealed] = [await secretsAt(places), keyIdAt(places), sealedIn(places)]
  const rotation = await rotateKey(places, systemRandom)
  assert.deepEqual(rotation, {
    secrets: 4,
    keyId: keyIdAt(places),
    keptKeyFile: `${places.masterKeyFile}.${before}`,
  })
  assert.notEqual(keyIdAt(places), before)
  assert.equal(keyIdAt({ ...places, masterKeyFile: `${places.masterKeyFile}.${before}` }), before)
  assert.equal(statSync(places.masterKeyFile).mode & 0o777, 0o600)
  assert.deepEqual(keysOf(places), ['master.key', `master.key.${before}`])
  assert.deepEqual(await secretsAt(places), secrets)
  assert.ok(sealedIn(places).every((one) => one.startsWith(`v1.${rotation.keyId}.`)))
  const bytes = readFileSync(storeFile(places), 'latin1')
  for (const one of sealed) assert.ok(!bytes.includes(one.slice(-40)), 'what was sealed before is still in the file')
})

test('a store that somebody has open keeps its key', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const before = keyIdAt(places)
  const store = await openStore(places, systemRandom)
  await store.remotes()
  await assert.rejects(rotateKey(places, systemRandom), {
    name: 'StoreError',
    message: `the store ${storeFile(places)} is in use by another process`,
  })
  await store.close()
  assert.equal(keyIdAt(places), before)
  assert.deepEqual(keysOf(places), ['master.key'])
})

test('where there is no store, there is nothing to rotate, and nothing is made', async () => {
  using folder = temporaryFolder()
  await assert.rejects(rotateKey(placesIn(folder.path), systemRandom), StoreError)
  assert.deepEqual(readdirSync(folder.path), [])
})

test('a secret that was tampered with stops the rotation, and the store keeps its key', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const [before, sealed] = [keyIdAt(places), sealedIn(places)]
  const database = new DatabaseSync(storeFile(places))
  database.exec("update secret set sealed = sealed || 'A' where field = 'ssh.passphrase'")
  database.close()
  await assert.rejects(rotateKey(places, systemRandom), /remote 1 ssh.passphrase was changed or moved/)
  assert.equal(keyIdAt(places), before)
  assert.deepEqual(new Set([...sealedIn(places)].map((one) => one.split('.')[1])), new Set([before]))
  assert.equal(sealedIn(places).length, sealed.length)
})

test('cut off before anything was sealed, the key before goes on, and the next rotation works', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const [secrets, before] = [await secretsAt(places), keyIdAt(places)]
  stageKey(places.masterKeyFile, seededRandom(5).bytes(32))
  assert.deepEqual(await secretsAt(places), secrets)
  assert.equal(keyIdAt(places), before)
  await rotateKey(places, systemRandom)
  assert.deepEqual(await secretsAt(places), secrets)
})

test('cut off in the middle of writing the new key, the key before goes on', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const secrets = await secretsAt(places)
  writeFileSync(`${places.masterKeyFile}.next`, 'AAAA', { mode: 0o600 })
  assert.deepEqual(await secretsAt(places), secrets)
  await rotateKey(places, systemRandom)
  assert.deepEqual(await secretsAt(places), secrets)
})

test('cut off after all was sealed, the next start puts the new key in its place', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, 'alpha')
  const secrets = await secretsAt(places)
  const { keyId, keptKeyFile } = await rotateKey(places, systemRandom)
  renameSync(places.masterKeyFile, `${places.masterKeyFile}.next`)
  renameSync(keptKeyFile ?? '', places.masterKeyFile)
  assert.deepEqual(await secretsAt(places), secrets)
  assert.equal(keyIdAt(places), keyId)
  assert.ok(!existsSync(`${places.masterKeyFile}.next`))
  assert.ok(existsSync(keptKeyFile ?? ''))
})

test('killed at any moment, the store opens with all its secrets', async () => {
  using folder = temporaryFolder()
  const places = placesIn(folder.path)
  await storeWith(places, ...Array.from({ length: 30 }, (_, index) => `remote-${String(index)}`))
  const secrets = await secretsAt(places)
  const moments = seededRandom(11)
  for (let kill = 0; kill < 6; kill++) {
    await killedAmidst(places, (moments.bytes(1)[0] ?? 0) % 3, moments.bytes(2).readUInt16LE() % 400)
    assert.deepEqual(await secretsAt(places), secrets)
    assert.equal(inspect(storeFile(places)).keyId, keyIdAt(places))
  }
})

/** Kills a process that rotates the key of a store, after so many rotations and some turns of the event loop. */
async function killedAmidst({ dataDir, masterKeyFile }: Places, rotations: number, turns: number): Promise<void> {
  const child = spawn(process.execPath, [ROTATOR, dataDir, masterKeyFile], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let seen = 0
  for await (const _ of createInterface({ input: child.stdout })) if (++seen > rotations) break
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
  child.kill('SIGKILL')
  const [, signal] = (await closed) as [number | null, NodeJS.Signals | null]
  assert.equal(signal, 'SIGKILL')
}
