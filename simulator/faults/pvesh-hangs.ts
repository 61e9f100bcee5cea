import { HANGING } from '../node/answer.ts'
import { isPvesh } from './fault.ts'
import type { Fault } from './fault.ts'

export const pveshHangs: Fault = {
  name: 'pvesh-hangs',
  effect: 'pvesh starts and never ends',
  answer: (answer, command) => (isPvesh(command) ? HANGING : answer),
}
