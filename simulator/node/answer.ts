/** What a command did. */
export interface Answer {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  /** How long it took. */
  readonly seconds: number
  /** It never ends by itself: `timeout` ends it. */
  readonly hangs?: true
  /** So many more MiB follow standard output. */
  readonly paddingMib?: number
}

export const printed = (stdout: string, seconds = 0.003): Answer => ({ stdout, stderr: '', exit: 0, seconds })

export const refused = (exit: number, stderr: string, seconds = 0.003): Answer => ({
  stdout: '',
  stderr: `${stderr}\n`,
  exit,
  seconds,
})

export const HANGING: Answer = { stdout: '', stderr: '', exit: 124, seconds: 0, hangs: true }

/** As `timeout` reports a command that is not installed. */
export const notInstalled = (command: string): Answer =>
  refused(127, `timeout: failed to run command '${command}': No such file or directory`)
