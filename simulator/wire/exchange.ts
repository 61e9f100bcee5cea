import { setTimeout as pause } from 'node:timers/promises'
import type { ServerChannel } from 'ssh2'
import { faulty, mannerOf } from '../faults/fault.ts'
import type { Fault } from '../faults/fault.ts'
import type { Answer } from '../node/answer.ts'
import { uptimeOf } from '../state/node-state.ts'
import type { View } from '../state/view.ts'
import { commandOf } from './command.ts'
import type { Command } from './command.ts'
import { byteText, cargoOf, deliver } from './delivery.ts'
import type { Figures } from './figures.ts'
import { parseScript } from './script.ts'
import type { Script, ScriptSection } from './script.ts'

/** The node as a session sees it. */
export interface Host {
  readonly figures: Figures
  readonly faults: ReadonlySet<Fault>
  /** How long a start of Perl really takes. */
  readonly pveshStartSeconds: number
  /** May read what is root's. */
  readonly root: boolean
  view(): View
  violation(what: string): void
  /** Told of each script that a session runs; what it returns is told when that is over. */
  began(visit: Visit): () => void
}

/** A script that a connection has a node run. */
export interface Visit {
  /** Which of the connections that the node ever had. */
  readonly connection: number
  readonly script: string
}

export const EXIT_VIOLATION = 126
const NOT_TRIED: Answer = { stdout: '', stderr: '', exit: 124, seconds: 0 }

/** Runs a script as dash on the node would, and answers with its exit code. */
export async function exchange(channel: ServerChannel, host: Host, text: string): Promise<number> {
  const gone = new AbortController()
  channel.once('close', () => gone.abort())
  try {
    await runScript({ channel, host, gone: gone.signal }, parseScript(text))
    return 0
  } catch (error) {
    if (gone.signal.aborted) return 0
    if (!(error instanceof Error)) throw error
    host.violation(error.message)
    channel.stderr.write(`${error.message}\n`)
    return EXIT_VIOLATION
  }
}

interface Session {
  readonly channel: ServerChannel
  readonly host: Host
  readonly gone: AbortSignal
}

async function runScript(session: Session, script: Script): Promise<void> {
  const started = session.host.view()
  let elapsed = 0
  let hung = false
  const mark = (code: number | 'start'): string =>
    `\n${script.nonce} ${code} ${(uptimeOf(started.node, started.seconds) + elapsed + 0.05).toFixed(2)}\n`
  await send(session, mark('start'), mark('start'))
  for (const section of script.sections) {
    const answer: Answer = section.guarded && hung ? NOT_TRIED : await answerTo(session, script, section)
    elapsed += answer.seconds
    hung ||= section.guarded && (answer.exit === 124 || answer.exit === 137)
    await send(session, mark(answer.exit), answer.stderr + mark(answer.exit))
  }
}

/** Prints the answer to a section, but for its marks. */
async function answerTo(session: Session, script: Script, section: ScriptSection): Promise<Answer> {
  const { host, gone, channel } = session
  const command = commandOf(section.text)
  host.figures.commands++
  if (command.perl) {
    host.figures.perlStarts++
    if (host.pveshStartSeconds > 0) await pause(host.pveshStartSeconds * 1000, undefined, { signal: gone })
  }
  const answer = faulty(host.faults, command, allowed(host, script, section, command))
  if (answer.hangs) {
    const seconds = Math.min(command.seconds, script.maxSeconds)
    await pause(seconds * 1000, undefined, { signal: gone })
    return { ...answer, seconds }
  }
  host.figures.bytesOut += await deliver(channel, cargoOf(answer), mannerOf(host.faults, command), gone)
  return answer
}

/** A user who is not root gets what is root's through sudo only. */
function allowed(host: Host, script: Script, { text }: ScriptSection, command: Command): Answer {
  if (host.root || script.sudo || !/(^|\n)\s*root /.test(text)) return command.answer(host.view())
  const said = command.perl
    ? 'ipcc_send_rec[1] failed: Unknown error -1\nUnable to load access control list: Unknown error -1\n'
    : `${command.what}: Permission denied\n`
  return { stdout: '', stderr: said, exit: command.perl ? 255 : 1, seconds: 0.3 }
}

async function send({ channel, host, gone }: Session, stdout: string, stderr: string): Promise<void> {
  if (gone.aborted) throw new Error('the session has ended')
  const [out, err] = [byteText(stdout), byteText(stderr)]
  channel.write(out)
  channel.stderr.write(err)
  host.figures.bytesOut += out.length + err.length
}
