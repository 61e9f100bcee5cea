import { isOfApi } from './fault.ts'
import type { Fault } from './fault.ts'

export const huge: Fault = {
  name: 'huge',
  effect: 'each reply of the API has 100 MiB more than it should',
  answer: (answer, command) => (isOfApi(command) ? { ...answer, paddingMib: 100 } : answer),
}
