import { pino } from 'pino'
import { readConfig } from '../config.ts'
import { startWorker } from '../worker.ts'
import { mistakeOf } from './command.ts'
import { stopped, untilSignalOr } from './signal.ts'
import { EXIT } from './usage.ts'

const USAGE = `Usage: panoramica worker [options]

Reads its share of all nodes, beside other workers and the servers on the same PostgreSQL database, which show them.
Options are those of the server; it needs --database-url and the key. With --site it reads the remotes of a site. It listens
nowhere, or with --health-port on a port that tells how it does.`

/** `panoramica worker`: reads nodes for others, until a signal ends it. */
export async function worker(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return EXIT.complete
  }
  try {
    const config = readConfig(args)
    const log = pino({ level: config.logLevel }, process.stderr)
    const { address, superseded, stop } = await startWorker(config, log)
    console.log(`Panoramica reads nodes for others${address === null ? '' : ` and tells of itself on ${address}`}`)
    return await stopped(await untilSignalOr(superseded), log, stop)
  } catch (error) {
    const mistake = mistakeOf(error)
    if (mistake === null) throw error
    console.error(`panoramica worker: ${mistake}`)
    return EXIT.failed
  }
}
