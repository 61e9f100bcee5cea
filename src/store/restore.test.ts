import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import fc from 'fast-check'
import { placesIn, remoteWithSecrets, secretsAt, storeWith } from '../../test/tools/places.ts'
import { smallDisk } from '../../test/tools/small-disk.ts'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { systemRandom as random } from '../lib/random.ts'
import { backUp } from './backup.ts'
import { keyIn } from './key-file.ts'
import { openStore, storeFile } from './open.ts'
import type { Places } from './open.ts'
import { StoreError } from './port.ts'
import { restore } from './restore.ts'
import type { RestoreOptions } from './restore.ts'
import { rotateKey } from './rotation.ts'
import { keyIdOf } from './secret.ts'

const ASIDE = 'replaced-20260101T000000Z'
const refusing = { random, replacedSuffix: null }
const replacing = { random, replacedSuffix: ASIDE }

interface Kept {
  readonly places: Places
  /** A backup of the store while it held alpha only. */
  readonly backup: string
  readonly secrets: readonly string[]
}

/** A store with alpha that was backed up, and got beta after. */
async function keptIn(folder: string, withKey = false): Promise<Kept> {
  const places = placesIn(folder)
  await storeWith(places, 'alpha')
  const secrets = await secretsAt(places)
  const backup = join(folder, 'backup.db')
  backUp(places, backup, withKey, random)
  await storeWith(places, 'beta')
  return { places, backup, secrets }
}

const filesIn = (places: Places): string[] => readdirSync(places.dataDir).sort()

/** What is refused leaves the store as it is, and nothing beside it. */
async function refused(
  kept: Kept,
  backup: string,
  message: RegExp,
  options: RestoreOptions = replacing,
): Promise<void> {
  const [files, bytes] = [filesIn(kept.places), readFileSync(storeFile(kept.places))]
  await assert.rejects(restore(kept.places, backup, options), (error) => {
    assert.ok(error instanceof StoreError, String(error))
    assert.match(error.message, message)
    return true
  })
  assert.deepEqual(filesIn(kept.places), files)
  assert.deepEqual(readFileSync(storeFile(kept.places)), bytes)
}

test('a store that is there is not replaced unless that is asked for', async () => {
  using folder = temporaryFolder()
  const kept = await keptIn(folder.path)
  await refused(kept, kept.backup, /there is a store already/, refusing)
})

test('a backup takes the place of the store, which stays under another name', async () => {
  using folder = temporaryFolder()
  const { places, backup, secrets } = await keptIn(folder.path)
  const after = await secretsAt(places)
  const replaced = `${storeFile(places)}.${ASIDE}`
  assert.deepEqual(await restore(places, backup, replacing), { remotes: 1, replaced, keptKeyFile: null })
  assert.deepEqual(filesIn(places), ['panoramica.db', `panoramica.db.${ASIDE}`])
  assert.equal(statSync(storeFile(places)).mode & 0o777, 0o600)
  assert.deepEqual(await secretsAt(places), secrets)
  const old = { ...places, dataDir: join(folder.path, 'old') }
  mkdirSync(old.dataDir)
  copyFileSync(replaced, storeFile(old))
  assert.deepEqual(await secretsAt(old), after)
})

test('what was written to the store and not yet into its one file goes with it', async () => {
  using folder = temporaryFolder()
  const { places, backup, secrets } = await keptIn(folder.path)
  const crashed = { ...places, dataDir: join(folder.path, 'crashed') }
  mkdirSync(crashed.dataDir)
  const store = await openStore(places, random)
  await store.addRemote(remoteWithSecrets('gamma'))
  for (const suffix of ['', '-wal', '-shm'])
    copyFileSync(`${storeFile(places)}${suffix}`, `${storeFile(crashed)}${suffix}`)
  await store.close()
  const { replaced } = await restore(crashed, backup, replacing)
  assert.deepEqual(filesIn(crashed), ['panoramica.db', `panoramica.db.${ASIDE}`])
  assert.deepEqual(await secretsAt(crashed), secrets)
  const database = new DatabaseSync(replaced ?? '', { readOnly: true })
  assert.deepEqual(
    database
      .prepare('select name from remote order by id')
      .all()
      .map(({ name }) => name),
    ['alpha', 'beta', 'gamma'],
  )
  database.close()
})

test('a store that somebody has open is not replaced', async () => {
  using folder = temporaryFolder()
  const kept = await keptIn(folder.path)
  const store = await openStore(kept.places, random)
  await store.remotes()
  await refused(kept, kept.backup, /in use by another process/)
  await store.close()
})

test('a damaged store is replaced all the same, with what belongs to it', async () => {
  using folder = temporaryFolder()
  const { places, backup, secrets } = await keptIn(folder.path)
  writeFileSync(storeFile(places), 'not a database\n'.repeat(1000))
  writeFileSync(`${storeFile(places)}-wal`, 'left over')
  await restore(places, backup, replacing)
  assert.equal(readFileSync(`${storeFile(places)}.${ASIDE}-wal`, 'utf8'), 'left over')
  assert.ok(!existsSync(`${storeFile(places)}-wal`))
  assert.deepEqual(await secretsAt(places), secrets)
})

test('what is no backup is refused: nothing, a text, another database, one of a newer version', async () => {
  using folder = temporaryFolder()
  const kept = await keptIn(folder.path)
  const other = join(folder.path, 'other')
  await refused(kept, other, /there is no file/)
  writeFileSync(other, '')
  await refused(kept, other, /is no store of Panoramica/)
  writeFileSync(other, 'a text\n'.repeat(1000))
  await refused(kept, other, /is damaged or no SQLite database/)
  rmSync(other)
  const database = new DatabaseSync(other)
  database.exec('create table remote (id integer)')
  database.close()
  await refused(kept, other, /is no store of Panoramica/)
  const newer = new DatabaseSync(kept.backup)
  newer.exec("insert into kysely_migration (name, timestamp) values ('0099-from-tomorrow', '2030-01-01')")
  newer.close()
  await refused(kept, kept.backup, /was written by a newer version of Panoramica \(it knows 0099-from-tomorrow\)/)
})

test('a backup that was cut or changed on the way is refused or opens with all its secrets', async () => {
  using folder = temporaryFolder()
  const kept = await keptIn(folder.path)
  const whole = readFileSync(kept.backup)
  const broken = join(folder.path, 'broken.db')
  const target = { ...kept.places, dataDir: join(folder.path, 'target') }
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
      const bytes = Buffer.from(isCut ? whole.subarray(0, at) : whole)
      if (!isCut) bytes.fill(byte, at, Math.min(at + 64, whole.length))
      writeFileSync(broken, bytes)
      rmSync(target.dataDir, { recursive: true, force: true })
      try {
        await restore(target, broken, refusing)
        assert.deepEqual((await secretsAt(target)).slice(0, 3), kept.secrets)
      } catch (error) {
        assert.ok(error instanceof StoreError, String(error))
        assert.deepEqual(existsSync(target.dataDir) ? filesIn(target) : [], [])
      }
    }),
    { numRuns: 40 },
  )
})

test('a backup of before a rotation needs the key of then', async () => {
  using folder = temporaryFolder()
  const kept = await keptIn(folder.path)
  const { places, backup, secrets } = kept
  const before = keyIn(places.masterKeyFile) ?? assert.fail()
  const { keptKeyFile, keyId } = await rotateKey(places, random)
  await refused(kept, backup, new RegExp(`is sealed with the key ${keyIdOf(before)}, which is neither in `))
  copyFileSync(keptKeyFile ?? '', `${backup}.key`)
  const restored = await restore(places, backup, replacing)
  assert.equal(restored.keptKeyFile, `${places.masterKeyFile}.${keyId}`)
  assert.deepEqual(keyIn(places.masterKeyFile), before)
  assert.deepEqual(await secretsAt(places), secrets)
})

test('cut off before the key of the backup was put in its place, the next start does that', async () => {
  using folder = temporaryFolder()
  const { places, backup, secrets } = await keptIn(folder.path, true)
  rmSync(places.masterKeyFile)
  const elsewhere = placesIn(join(folder.path, 'elsewhere'))
  await restore(elsewhere, backup, refusing)
  renameSync(elsewhere.masterKeyFile, `${elsewhere.masterKeyFile}.next`)
  assert.deepEqual(await secretsAt(elsewhere), secrets)
  assert.deepEqual(readdirSync(dirname(elsewhere.masterKeyFile)), ['master.key'])
})

test('on a full disk the store stays as it is', async (t) => {
  using folder = temporaryFolder()
  const large = placesIn(join(folder.path, 'large'))
  await storeWith(large, ...Array.from({ length: 400 }, (_, index) => `remote-${String(index)}`))
  const backup = join(folder.path, 'backup.db')
  backUp(large, backup, false, random)
  const places = { dataDir: join(folder.path, 'disk'), masterKeyFile: large.masterKeyFile }
  using mounted = smallDisk(places.dataDir, 1000)
  if (!mounted) {
    t.skip('no file system can be mounted here')
    return
  }
  await storeWith(places, 'alpha')
  writeFileSync(join(places.dataDir, 'filler'), Buffer.alloc(500 * 1024))
  await refused({ places, backup, secrets: [] }, backup, /cannot be copied: ENOSPC/)
  assert.equal((await secretsAt(places)).length, 3)
})
