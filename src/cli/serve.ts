import { pino } from 'pino'
import { readConfig } from '../config.ts'
import { startServer } from '../server.ts'
import type { Server } from '../server.ts'
import { mistakeOf } from './command.ts'
import { stopped, untilSignalOr } from './signal.ts'
import { EXIT } from './usage.ts'

/** `panoramica serve`: UI, API and collector in one process, until a signal ends it. */
export async function serve(args: readonly string[]): Promise<number> {
  try {
    const config = readConfig(args)
    const log = pino({ level: config.logLevel }, process.stderr)
    const server = await startServer(config, log)
    const stopping = untilSignalOr(server.superseded)
    if (server.rereadRemotes) process.on('SIGHUP', server.rereadRemotes)
    console.log(greeting(server))
    return await stopped(await stopping, log, () => server.stop())
  } catch (error) {
    const mistake = mistakeOf(error)
    if (mistake === null) throw error
    console.error(`panoramica: ${mistake}`)
    return EXIT.failed
  }
}

function greeting({ address, setupLink }: Server): string {
  const listens = `Panoramica listens on ${address}`
  return setupLink === null ? listens : `${listens}\nThere is no user yet. Make the first one, once: ${setupLink}`
}
