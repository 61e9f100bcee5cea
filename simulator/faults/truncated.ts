import { isOfApi } from './fault.ts'
import type { Fault } from './fault.ts'

export const truncated: Fault = {
  name: 'truncated',
  effect: 'the API gives half of its reply and says that all went well',
  answer: (answer, command) =>
    isOfApi(command) ? { ...answer, stdout: answer.stdout.slice(0, answer.stdout.length / 2) } : answer,
}
