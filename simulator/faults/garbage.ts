import { isPvesh } from './fault.ts'
import type { Fault } from './fault.ts'

export const garbage: Fault = {
  name: 'garbage',
  effect: 'pvesh prints what is no JSON',
  answer: (answer, command) => (isPvesh(command) ? { ...answer, stdout: '\u0000\u{e000}{"\n[1' } : answer),
}
