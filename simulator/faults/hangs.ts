import { isOfApi } from './fault.ts'
import type { Fault } from './fault.ts'

export const hangs: Fault = {
  name: 'hangs',
  effect: 'replies of the API stop in the middle, and nothing follows',
  delivery: { concerns: isOfApi, manner: 'stops' },
}
