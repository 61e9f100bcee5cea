import type { Fault } from './fault.ts'

export const drips: Fault = {
  name: 'drips',
  effect: 'all replies arrive in small pieces, with pauses between',
  delivery: { concerns: () => true, manner: 'drips' },
}
