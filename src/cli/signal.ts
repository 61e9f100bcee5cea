import type { Logger } from 'pino'
import { EXIT } from './usage.ts'

/** The first SIGINT or SIGTERM. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
}

/** The same, or why to stop without one. */
export const untilSignalOr = (superseded: Promise<Error> | null): Promise<NodeJS.Signals | Error> =>
  superseded ? Promise.race([untilSignal(), superseded]) : untilSignal()

/** Stops. Gives the exit code: a process that nobody stopped did not complete. */
export async function stopped(why: NodeJS.Signals | Error, log: Logger, stop: () => Promise<void>): Promise<number> {
  if (why instanceof Error) log.error({ reason: why.message }, 'stopping, since a newer version changed the tables')
  else log.info({ signal: why }, 'stopping')
  await stop()
  return why instanceof Error ? EXIT.failed : EXIT.complete
}
