import { systemClock } from '../lib/clock.ts'
import { systemRandom } from '../lib/random.ts'
import { restore as restoreStore } from '../store/restore.ts'
import { configAt, parsed, run } from './command.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica restore FILE [options]

Puts what \`panoramica backup\` wrote in the place of the store. The server must not be running. The key is the one in use
here, or the one in FILE.key.

  --replace                move a store that is there aside, to panoramica.db.replaced-TIME
  --data-dir FOLDER        where the server keeps its data (default ./data)
  --database-url URL       its PostgreSQL database, where it has one
  --master-key-file FILE   its key (default master.key in that folder)`

/** `panoramica restore`: a backup in the place of the store. */
export const restore = (args: readonly string[]): Promise<number> =>
  run('restore', USAGE, async () => {
    const { values, positionals } = parsed(args, { replace: { type: 'boolean' } })
    if (values.help) {
      console.log(USAGE)
      return
    }
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new UsageError('give one file that a backup was written to')
    const replacedSuffix = values.replace ? `replaced-${timestamp()}` : null
    const { remotes, replaced, keptKeyFile } = await restoreStore(configAt(values), file, {
      random: systemRandom,
      replacedSuffix,
    })
    console.log(`restored ${file}: ${String(remotes)} ${remotes === 1 ? 'remote' : 'remotes'}`)
    if (replaced !== null) console.log(`the store that was there is now ${replaced}`)
    if (keptKeyFile !== null) console.log(`the key that was there is now ${keptKeyFile}`)
  })

/** `20260101T120000Z`. */
const timestamp = (): string => new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, '')
