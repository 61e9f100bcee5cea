import type { Clock } from '../lib/clock.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Via } from '../model/outcome.ts'
import type { Asked } from '../model/transcript.ts'
import { parseExecute } from './execute.ts'
import { scrubbed } from './scrub.ts'
import type { Link, Section, SectionOutput, SectionReply } from './section.ts'
import type { Ear } from './transcripts.ts'

/** What failed is shown at length, what went well so far that it can be recognised. */
const LONGEST_FAILED = 4000
const LONGEST_GOOD = 400
const LONGEST_QUESTION = 1000

const VIA: Readonly<Record<Section['kind'], Via>> = {
  program: 'ssh-plain',
  file: 'ssh-plain',
  get: 'ssh-pvesh',
  execute: 'ssh-batch',
}

/** The same link, with `ear` listening in. */
export function heard(link: Link, ear: Ear, clock: Pick<Clock, 'now'>): Link {
  return {
    async exchange(sections) {
      const at = clock.now()
      try {
        const replies = await link.exchange(sections)
        ear(sections.map((section, index) => askedOf(section, replies[index], at)))
        return replies
      } catch (error) {
        const reply = error instanceof FailureError ? error : new FailureError('bug', failureOf(error).message)
        ear(sections.map((section) => askedOf(section, reply, at)))
        throw error
      }
    },
    close: () => {
      link.close()
    },
  }
}

/** Without what it was cut from: a part of a text keeps all of it in memory (V8's sliced strings). */
const ownText = (text: string): string => Buffer.from(text).toString()

function cut(text: string, longest: number): string {
  return ownText(scrubbed(text.slice(0, longest)))
}

function askedOf(section: Section, reply: SectionReply | undefined, at: number): Asked {
  const asked = { question: cut(questionOf(section), LONGEST_QUESTION), via: VIA[section.kind], at }
  const nothing = { durationMs: 0, exit: null, output: '', isCut: false }
  if (!reply) return { ...asked, ...nothing, failure: null }
  if (reply instanceof FailureError) {
    const { kind, message, hint } = reply.failure
    return { ...asked, ...nothing, failure: { kind, message: cut(message, LONGEST_FAILED), hint } }
  }
  const { exit, milliseconds: durationMs } = reply
  const text = section.kind === 'execute' ? batchText(section.gets, reply) : textOf(reply)
  const longest = exit === 0 && section.kind !== 'execute' ? LONGEST_GOOD : LONGEST_FAILED
  return { ...asked, durationMs, exit, output: cut(text, longest), isCut: text.length > longest, failure: null }
}

function questionOf(section: Section): string {
  switch (section.kind) {
    case 'program':
    case 'file':
      return section.name
    case 'get':
      return section.get.path
    case 'execute':
      return section.gets.map(({ path }) => path).join(' ')
  }
}

const textOf = ({ stdout, stderr }: SectionOutput): string =>
  stderr === '' ? stdout : `${stderr.trimEnd()}\n${stdout}`

/** Of many reads in one reply: how many were answered, and what was said to the others. */
function batchText(gets: Extract<Section, { kind: 'execute' }>['gets'], reply: SectionOutput): string {
  if (reply.exit !== 0) return textOf(reply)
  const refused = parseExecute(reply, gets.length).flatMap((entry, index) =>
    'error' in entry ? [`${gets[index]?.path ?? ''}: ${entry.error.message}`] : [],
  )
  return [`${gets.length - refused.length} of ${gets.length} reads were answered`, ...refused].join('\n')
}
