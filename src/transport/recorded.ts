import { FailureError } from '../model/failure.ts'
import { getKey, keyOf } from './section.ts'
import type { Link, Section, SectionOutput, SectionReply } from './section.ts'

/** One exec channel: what was asked and what came. */
export interface Exchange {
  readonly sections: readonly Section[]
  readonly replies: readonly SectionReply[]
}

/** What a node said, by what it was asked. Reads of a batch are kept apart, so that any other batch can be answered from them. */
export interface Recording {
  readonly sections: Record<string, SectionOutput>
  readonly entries: Record<string, unknown>
}

/** The same link, telling `sink` of every exchange. */
export function recorded(link: Link, sink: (exchange: Exchange) => void): Link {
  return {
    async exchange(sections) {
      const replies = await link.exchange(sections)
      sink({ sections, replies })
      return replies
    },
    close: () => {
      link.close()
    },
  }
}

/** The exchanges of a recorded link as one recording; what failed to arrive is left out. */
export function recordingOf(exchanges: readonly Exchange[]): Recording {
  const recording: Recording = { sections: {}, entries: {} }
  for (const { sections, replies } of exchanges) {
    for (const [index, section] of sections.entries()) {
      const reply = replies[index]
      if (!reply || reply instanceof FailureError) continue
      if (section.kind !== 'execute') recording.sections[keyOf(section)] = reply
      else if (reply.exit === 0) recordEntries(recording, section, reply)
    }
  }
  return recording
}

function recordEntries(
  recording: Recording,
  { gets }: Extract<Section, { kind: 'execute' }>,
  { stdout }: SectionOutput,
): void {
  const entries = JSON.parse(stdout) as unknown[]
  for (const [index, get] of gets.entries()) recording.entries[getKey(get)] = entries[index]
}
