import { existsSync, statSync } from 'node:fs'
import { inspect } from '../../store/inspect.ts'
import { keyIn, stagedKey } from '../../store/key-file.ts'
import { compared, newer } from '../../store/migrations.ts'
import { storeFile } from '../../store/open.ts'
import type { Places } from '../../store/open.ts'
import { keyIdOf } from '../../store/secret.ts'
import { bytes } from '../table.ts'
import { ok, problem, problemOf, warning } from './check.ts'
import type { Check } from './check.ts'

/** What was found of the store, and the key to open it; null where it cannot be opened as it is. */
export interface StoreChecks {
  readonly checks: readonly Check[]
  readonly key: Buffer | null
}

const OTHERS = 0o077

/** Looks at store and key and changes neither. */
export function storeAndKey(places: Places): StoreChecks {
  try {
    return existsSync(storeFile(places)) ? ofStore(places) : { checks: [ofKeyAlone(places)], key: null }
  } catch (error) {
    return { checks: [problemOf(error)], key: null }
  }
}

function ofKeyAlone({ masterKeyFile, dataDir }: Places): Check {
  const what = `there is no store in ${dataDir} yet: the first start makes it`
  return ok(
    keyIn(masterKeyFile) ? `${what}, with the key in ${masterKeyFile}` : `${what}, and a key in ${masterKeyFile}`,
  )
}

function ofStore(places: Places): StoreChecks {
  const file = storeFile(places)
  const { faults, migrations, keyId } = inspect(file)
  if (faults.length > 0)
    return {
      checks: [problem(`the store ${file} is damaged: ${faults.join('; ')}`, 'Restore it from a backup.')],
      key: null,
    }
  const { unknown, missing } = compared(migrations)
  if (unknown.length > 0) throw newer(`the store ${file}`, unknown)
  const rights = statSync(file).mode & OTHERS
  const checks = [
    rights === 0
      ? ok(`the store ${file} is whole (${bytes(statSync(file).size)})`)
      : warning(`the store ${file} can be read by others`, `chmod 600 ${file}`),
  ]
  if (missing.length > 0)
    return {
      checks: [
        ...checks,
        warning(
          'the store is of an older version',
          'Make a backup, then start the server: it brings the store up to date.',
        ),
      ],
      key: null,
    }
  const { check, key } = ofKey(places, keyId)
  return { checks: [...checks, check], key }
}

/** Whether the key in its file is the one that the store is sealed with. */
export function ofKey({ masterKeyFile }: Places, keyId: string | null): { check: Check; key: Buffer | null } {
  const kept = keyIn(masterKeyFile)
  if (kept && keyIdOf(kept) === keyId)
    return { check: ok(`the key ${masterKeyFile} is the one of the store`), key: kept }
  const staged = stagedKey(masterKeyFile)
  if (staged && keyIdOf(staged) === keyId)
    return {
      check: warning('a rotation of the key was cut off', 'Nothing is lost: the next start ends it.'),
      key: staged,
    }
  const seen = kept ? `holds ${keyIdOf(kept)}` : 'is missing'
  return {
    check: problem(
      `the store is sealed with the key ${keyId ?? '?'}, and ${masterKeyFile} ${seen}`,
      'Put back the key file that belongs to this store.',
    ),
    key: null,
  }
}
