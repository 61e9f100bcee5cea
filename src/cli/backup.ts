import { systemRandom } from '../lib/random.ts'
import { backUp } from '../store/backup.ts'
import { backUpDatabase } from '../store/database-backup.ts'
import { configAt, parsed, run } from './command.ts'
import { bytes } from './table.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica backup FILE [options]

Writes a copy of the store as it is now; the server may be running. The key that its secrets are sealed with is left
out: whoever had both would have the passwords and keys of all nodes. Keep a copy of the key somewhere else.

  --with-key               keep the key as well, in FILE.key
  --data-dir FOLDER        where the server keeps its data (default ./data)
  --database-url URL       its PostgreSQL database, where it has one
  --master-key-file FILE   its key (default master.key in that folder)`

/** `panoramica backup`: a consistent copy of the store. */
export const backup = (args: readonly string[]): Promise<number> =>
  run('backup', USAGE, async () => {
    const { values, positionals } = parsed(args, { 'with-key': { type: 'boolean' } })
    if (values.help) {
      console.log(USAGE)
      return
    }
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new UsageError('give one file to write to')
    const config = configAt(values)
    const withKey = values['with-key'] ?? false
    const { sizeBytes, keyFile } = config.databaseUrl
      ? await backUpDatabase(config, config.databaseUrl, file, withKey, systemRandom)
      : backUp(config, file, withKey, systemRandom)
    console.log(`wrote ${file} (${bytes(sizeBytes)})`)
    if (keyFile === null)
      console.log(`its secrets open only with the key in ${config.masterKeyFile}: keep a copy of that elsewhere`)
    else console.log(`wrote ${keyFile}: whoever has both files has all secrets`)
  })
