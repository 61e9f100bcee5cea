import type { Answer } from '../node/answer.ts'
import type { Circumstances } from '../state/view.ts'
import type { Command } from '../wire/command.ts'

/** Something that goes wrong at a node. */
export interface Fault {
  readonly name: string
  readonly effect: string
  readonly circumstances?: Partial<Circumstances>
  /** How it meets those who connect; open connections are cut. */
  readonly door?: 'closed' | 'refuses-credentials' | 'shows-another-key'
  /** How the bytes of its replies travel. */
  readonly delivery?: Delivery
  /** What it says instead. */
  answer?(this: void, answer: Answer, command: Command): Answer
}

export interface Delivery {
  /** Which replies are concerned. */
  concerns(this: void, command: Command): boolean
  /** `stops`: silence after half of it. `resets`: the connection breaks there. `drips`: all of it, in small pieces. */
  readonly manner: 'stops' | 'resets' | 'drips'
}

/** A start of `pvesh`. */
export const isPvesh = ({ kind }: Command): boolean => kind === 'execute' || kind === 'get'

/** Read from the API, by `pvesh` or over HTTPS. */
export const isOfApi = (command: Command): boolean => isPvesh(command) || command.kind === 'request'

/** What a node with these faults answers instead. */
export const faulty = (faults: ReadonlySet<Fault>, command: Command, answer: Answer): Answer =>
  [...faults].reduce((sofar, fault) => fault.answer?.(sofar, command) ?? sofar, answer)

/** How the bytes of an answer travel from a node with these faults. */
export const mannerOf = (faults: ReadonlySet<Fault>, command: Command): Delivery['manner'] | 'whole' =>
  [...faults].map(({ delivery }) => delivery).find((one) => one?.concerns(command))?.manner ?? 'whole'
