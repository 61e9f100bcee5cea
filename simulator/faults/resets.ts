import { isOfApi } from './fault.ts'
import type { Fault } from './fault.ts'

export const resets: Fault = {
  name: 'resets',
  effect: 'the connection breaks in the middle of a reply of the API',
  delivery: { concerns: isOfApi, manner: 'resets' },
}
