import { systemRandom } from '../lib/random.ts'
import { moveStore } from '../store/move.ts'
import { nameOf } from '../store/postgres-pool.ts'
import { configAt, parsed, run } from './command.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica move --to URL [options]

Copies the embedded store to an empty PostgreSQL database, postgres://USER:PASSWORD@HOST/DATABASE, and compares each row.
The server must not be running. The store stays as it is; its key opens the copy, too. Start the server with
PANORAMICA_DATABASE_URL afterwards.

  --to URL                 the database; others can read what is written here, so better give PANORAMICA_DATABASE_URL
  --data-dir FOLDER        where the server keeps its data (default ./data)
  --master-key-file FILE   its key (default master.key in that folder)`

/** `panoramica move`: the embedded store to PostgreSQL. */
export const move = (args: readonly string[]): Promise<number> =>
  run('move', USAGE, async () => {
    const { values, positionals } = parsed(args, { to: { type: 'string' } })
    if (positionals.length > 0) throw new UsageError('it takes no arguments')
    if (values.help) {
      console.log(USAGE)
      return
    }
    const config = configAt({ ...values, 'database-url': values.to ?? values['database-url'] })
    const target = config.databaseUrl
    if (target === null) throw new UsageError('give --to, or PANORAMICA_DATABASE_URL')
    const { tables, rows } = await moveStore(config, target, systemRandom)
    console.log(
      `copied ${String(rows)} rows of ${String(tables)} tables to ${nameOf(target)}, and found each as it was`,
    )
    console.log(`the key stays ${config.masterKeyFile}: give it to every process, with PANORAMICA_DATABASE_URL`)
  })
