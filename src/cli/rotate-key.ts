import { systemRandom } from '../lib/random.ts'
import { rotateKey as rotateStoreKey } from '../store/rotation.ts'
import { configAt, parsed, run } from './command.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica rotate-key [options]

Makes a new key and seals all secrets of the store with it. The server must not be running. The key before is kept beside
the new one: backups made until now need it. Delete it once they are gone.

  --data-dir FOLDER        where the server keeps its data (default ./data)
  --database-url URL       its PostgreSQL database, where it has one
  --master-key-file FILE   its key (default master.key in that folder)`

/** `panoramica rotate-key`: a new key for the store. */
export const rotateKey = (args: readonly string[]): Promise<number> =>
  run('rotate-key', USAGE, async () => {
    const { values, positionals } = parsed(args, {})
    if (positionals.length > 0) throw new UsageError('it takes no arguments')
    if (values.help) {
      console.log(USAGE)
      return
    }
    const config = configAt(values)
    const { secrets, keyId, keptKeyFile } = await rotateStoreKey(config, systemRandom)
    console.log(
      `sealed ${String(secrets)} ${secrets === 1 ? 'secret' : 'secrets'} with the new key ${keyId} in ${config.masterKeyFile}`,
    )
    if (keptKeyFile !== null) console.log(`the key before is kept in ${keptKeyFile}: backups made until now need it`)
  })
