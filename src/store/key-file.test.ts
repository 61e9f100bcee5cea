import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { seededRandom } from '../lib/random.ts'
import { keyFromFile } from './key-file.ts'
import { StoreError } from './port.ts'

const refused = (task: () => unknown): { message: string; hint: string } => {
  try {
    task()
  } catch (error) {
    assert.ok(error instanceof StoreError, String(error))
    return { message: error.message, hint: error.hint }
  }
  assert.fail('it was not refused')
}

it('makes a key at the first start, for its owner only, and reads the same one after', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'data', 'master.key')
  const key = keyFromFile(path, seededRandom(1), null)
  assert.deepEqual(key, seededRandom(1).bytes(32))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(readFileSync(path, 'utf8'), `${key.toString('base64')}\n`)
  assert.deepEqual(keyFromFile(path, seededRandom(2), null), key)
  assert.deepEqual(keyFromFile(path, seededRandom(2), 'store.db'), key)
})

it('makes no new key for a store that was sealed with one that is missing', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'master.key')
  assert.deepEqual(
    refused(() => keyFromFile(path, seededRandom(1), '/data/panoramica.db')),
    {
      message: `the key file ${path} is missing, but the store /data/panoramica.db is there`,
      hint: 'Put back the key file of this store, or move the store away to start afresh.',
    },
  )
  assert.equal(statSync(path, { throwIfNoEntry: false }), undefined)
})

for (const mode of [0o640, 0o604, 0o660, 0o644, 0o602]) {
  const octal = mode.toString(8)
  it(`refuses a key file of mode 0${octal}`, () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'master.key')
    keyFromFile(path, seededRandom(1), null)
    chmodSync(path, mode)
    assert.deepEqual(
      refused(() => keyFromFile(path, seededRandom(1), null)),
      {
        message: `the key file ${path} can be read or changed by others (mode 0${octal})`,
        hint: `chmod 600 ${path}`,
      },
    )
  })
}

it('refuses a file that holds no key', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'master.key')
  const short = Buffer.alloc(16).toString('base64')
  for (const text of ['', 'password', short, 'A'.repeat(44), `${'A'.repeat(43)}=\n${'A'.repeat(43)}=\n`]) {
    writeFileSync(path, text, { mode: 0o600 })
    const { message } = refused(() => keyFromFile(path, seededRandom(1), null))
    assert.equal(message, `the file ${path} does not hold a key of Panoramica`)
    assert.equal(readFileSync(path, 'utf8'), text)
  }
})

it('names the file that cannot be read and the one that cannot be made', () => {
  using folder = temporaryFolder()
  mkdirSync(join(folder.path, 'master.key'))
  const folderInPlace = join(folder.path, 'master.key')
  assert.ok(
    refused(() => keyFromFile(folderInPlace, seededRandom(1), null)).message.startsWith(
      `the key file ${folderInPlace} cannot be read: `,
    ),
  )
  writeFileSync(join(folder.path, 'file'), '')
  const below = join(folder.path, 'file', 'master.key')
  assert.ok(refused(() => keyFromFile(below, seededRandom(1), null)).message.includes(below))
})
