import { isOfApi } from './fault.ts'
import type { Fault } from './fault.ts'

export const garbage: Fault = {
  name: 'garbage',
  effect: 'the API says what is no JSON',
  answer: (answer, command) => (isOfApi(command) ? { ...answer, stdout: '\u0000\u{e000}{"\n[1' } : answer),
}
