import { Absent, FailureError } from '../model/failure.ts'
import { NOT_FOUND, timedOut } from './section.ts'
import type { SectionOutput } from './section.ts'

const NEEDS_ROOT = 'PVE answers root only: sign in as root, or allow `sudo -n` for this user.'
const LONGEST_MESSAGE = 300

/** The first line of what a command said, without control characters. */
export const firstLine = (text: string): string =>
  (text.trim().split('\n', 1)[0] ?? '').replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, LONGEST_MESSAGE)

/** `sudo: a password is required`, `sudo: command not found`, … */
const sudoRefused = ({ exit, stderr }: SectionOutput): boolean => exit !== 0 && /^sudo: /m.test(stderr)

const sudoFailure = (stderr: string): FailureError =>
  new FailureError('forbidden', firstLine(stderr), 'Allow the commands of this tool in sudoers with NOPASSWD.')

/** Whether the whole `pvesh` could not work, in a way that asking it singly would not mend. */
export const pveshUseless = (output: SectionOutput): boolean =>
  output.exit === NOT_FOUND ||
  timedOut(output.exit) ||
  sudoRefused(output) ||
  /please run as root|ipcc_send_rec|Unable to load access control list/.test(output.stderr)

/** Why `pvesh` gave nothing. Its exit code is a leftover errno: only zero or not means anything (PVE::CLIHandler). */
export function pveshFailure(output: SectionOutput): Error {
  const { exit, stderr } = output
  if (timedOut(exit))
    return new FailureError(
      'timeout',
      'pvesh did not answer in time',
      'Check `systemctl status pve-cluster` on the node.',
    )
  if (sudoRefused(output)) return sudoFailure(stderr)
  if (exit === NOT_FOUND)
    return new FailureError('command-failed', 'there is no pvesh on this node', 'Install pve-manager, or repair PATH.')
  return messageFailure(stderr)
}

/** One failing entry of a batch, or the error text of one `pvesh get`. */
export function messageFailure(message: string, status?: number): Error {
  const line = firstLine(message)
  if (/please run as root|ipcc_send_rec.*Unknown error -1/.test(message))
    return new FailureError('forbidden', line, NEEDS_ROOT)
  if (/ipcc_send_rec|Unable to load access control list/.test(message))
    return new FailureError(
      'command-failed',
      `the PVE cluster file system does not answer: ${line}`,
      'Check `systemctl status pve-cluster` on the node.',
    )
  if (status === 403 || /permission check failed/i.test(message)) return new FailureError('forbidden', line, NEEDS_ROOT)
  if (/no handler for|No '\w+' handler defined|not implemented/i.test(message))
    return new Absent('this version of PVE has no such reading')
  if (/not installed|does not exist/.test(message)) return new Absent(line)
  if (message.includes('proxy handler failed')) return new FailureError('unreachable', line)
  return new FailureError('command-failed', line || 'pvesh failed without a word')
}

/** What a program or file of the catalogue could not give. */
export function commandFailure(output: SectionOutput, what: string): FailureError | null {
  if (timedOut(output.exit)) return new FailureError('timeout', `${what} did not answer in time`)
  if (sudoRefused(output)) return sudoFailure(output.stderr)
  return null
}
