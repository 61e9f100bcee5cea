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
