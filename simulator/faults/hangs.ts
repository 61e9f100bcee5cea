import { isPvesh } from './fault.ts'
import type { Fault } from './fault.ts'

export const hangs: Fault = {
  name: 'hangs',
  effect: 'replies of pvesh stop in the middle, and nothing follows',
  delivery: { concerns: isPvesh, manner: 'stops' },
}
