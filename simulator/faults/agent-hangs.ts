import { HANGING } from '../node/answer.ts'
import type { Fault } from './fault.ts'

export const agentHangs: Fault = {
  name: 'agent-hangs',
  effect: 'guest agents take a command and never answer; a batch with one of theirs never ends',
  answer: (answer, { what }) => (ASKS_AGENTS.test(what) && answer.stdout.includes('"result":') ? HANGING : answer),
}

const ASKS_AGENTS = /qemu\/\d+\/agent\//
