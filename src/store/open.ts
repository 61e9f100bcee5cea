import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../lib/random.ts'
import { keyFromFile } from './key-file.ts'
import type { Store } from './port.ts'
import { openVault } from './secret.ts'
import { openSqliteStore } from './sqlite.ts'

interface Places {
  readonly dataDir: string
  readonly masterKeyFile: string
}

/** Opens the embedded store, making it and its key at the first start. Throws `StoreError`. */
export async function openStore({ dataDir, masterKeyFile }: Places, random: Random): Promise<Store> {
  const file = join(dataDir, 'panoramica.db')
  const key = keyFromFile(masterKeyFile, random, existsSync(file) ? file : null)
  return openSqliteStore(file, openVault(key, random))
}
