import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../lib/random.ts'
import { inspect } from './inspect.ts'
import { adoptKey, keyFromFile, stagedKey } from './key-file.ts'
import type { SharedStore } from './port.ts'
import { keyIdOf, openVault } from './secret.ts'
import { openSqliteStore } from './sqlite.ts'

export interface Places {
  readonly dataDir: string
  readonly masterKeyFile: string
}

export const storeFile = ({ dataDir }: Pick<Places, 'dataDir'>): string => join(dataDir, 'panoramica.db')

/** Opens the embedded store, making it and its key at the first start. Throws `StoreError`. */
export async function openStore(places: Places, random: Random): Promise<SharedStore> {
  return openSqliteStore(storeFile(places), openVault(currentKey(places, random), random))
}

/**
 * The key of the store. Where a process ended between sealing the store with a new key and putting that key in its place,
 * this does the latter. Throws `StoreError`.
 */
export function currentKey(places: Places, random: Random): Buffer {
  const { masterKeyFile } = places
  const store = existsSync(storeFile(places)) ? storeFile(places) : null
  const staged = stagedKey(masterKeyFile)
  if (store !== null && staged && inspect(store).keyId === keyIdOf(staged)) adoptKey(masterKeyFile)
  return keyFromFile(masterKeyFile, random, store)
}
