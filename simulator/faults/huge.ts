import { isPvesh } from './fault.ts'
import type { Fault } from './fault.ts'

export const huge: Fault = {
  name: 'huge',
  effect: 'each reply of pvesh has 100 MB more than it should',
  answer: (answer, command) => (isPvesh(command) ? { ...answer, padding: 100 * 2 ** 20 } : answer),
}
