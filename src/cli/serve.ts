import { pino } from 'pino'
import { ConfigError, readConfig } from '../config.ts'
import { startServer } from '../server.ts'
import { StoreError } from '../store/port.ts'
import { untilSignal } from './signal.ts'
import { EXIT } from './usage.ts'

/** `panoramica serve`: UI, API and collector in one process, until a signal ends it. */
export async function serve(args: readonly string[]): Promise<number> {
  try {
    const config = readConfig(args)
    const log = pino({ level: config.logLevel }, process.stderr)
    const server = await startServer(config, log)
    console.log(`Panoramica listens on ${server.address}`)
    console.log('There are no users yet: whoever reaches this address sees everything, so it is loopback only.')
    const signal = await untilSignal()
    log.info({ signal }, 'stopping')
    await server.stop()
    return EXIT.complete
  } catch (error) {
    const mistake = sentence(error)
    if (mistake === null) throw error
    console.error(`panoramica: ${mistake}`)
    return EXIT.failed
  }
}

/** What the operator can mend; null for anything else. */
function sentence(error: unknown): string | null {
  if (error instanceof ConfigError) return `these settings are wrong\n${error.message}`
  if (error instanceof StoreError) return `${error.message}\n${error.hint}`
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'the port is taken: another Panoramica may be running; choose another with --port'
  return null
}
