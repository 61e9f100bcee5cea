import { Absent, FailureError } from '../model/failure.ts'
import { FILES, PROGRAMS } from './catalogue.ts'
import type { File, FileName, Program, ProgramName } from './catalogue.ts'
import type { Output } from './ports.ts'
import { commandFailure, firstLine } from './pve-failures.ts'
import { settleWith } from './request.ts'
import type { Request, Settle } from './request.ts'
import { NOT_FOUND } from './section.ts'
import type { Section, SectionReply } from './section.ts'

/** A program's output. Throws `Absent` when it is not installed, `FailureError` when it timed out or sudo refused. */
export function programOutput(name: ProgramName, reply: SectionReply): Output {
  if (reply instanceof FailureError) throw reply
  const failure = commandFailure(reply, name)
  if (failure) throw failure
  if (reply.exit !== NOT_FOUND) return reply
  const { package: debianPackage }: Program = PROGRAMS[name]
  throw new Absent(
    `${debianPackage ?? name} is not installed`,
    debianPackage === undefined ? null : `apt install ${debianPackage}`,
  )
}

/** A file's text. Throws `Absent` when it does not exist, `FailureError` when it cannot be read. */
export function fileText(name: FileName, reply: SectionReply): string {
  if (reply instanceof FailureError) throw reply
  const failure = commandFailure(reply, name)
  if (failure) throw failure
  if (reply.exit === 0) return reply.stdout
  const { absent }: File = FILES[name]
  if (/No such file or directory|Not a directory/.test(reply.stderr))
    throw new Absent(absent ?? `${name} does not exist`)
  if (/Permission denied|Operation not permitted/.test(reply.stderr))
    throw new FailureError('forbidden', `${name} may not be read by this user`, 'Sign in as root, or allow `sudo -n`.')
  throw new FailureError('command-failed', firstLine(reply.stderr) || `${name} could not be read`)
}

export const programRequest = (name: ProgramName, settle: Settle<Output>): Request =>
  sectionRequest({ kind: 'program', name }, slowness(name), (reply) => programOutput(name, reply), settle)

export const fileRequest = (name: FileName, settle: Settle<string>): Request =>
  sectionRequest({ kind: 'file', name }, false, (reply) => fileText(name, reply), settle)

function slowness(name: ProgramName): boolean {
  const { slow }: Program = PROGRAMS[name]
  return slow ?? false
}

/** A request that one section answers, one way or another. */
function sectionRequest<T>(
  section: Section,
  slow: boolean,
  read: (reply: SectionReply) => T,
  settle: Settle<T>,
): Request {
  const { trace, reject } = settle
  return {
    needs: () => ({ sections: [section], slow }),
    take(answers) {
      const reply = answers.section(section)
      if (!(reply instanceof FailureError)) trace.durationMs += reply.milliseconds
      trace.via ??= 'ssh-plain'
      return settleWith(settle, () => read(reply))
    },
    reject,
  }
}
