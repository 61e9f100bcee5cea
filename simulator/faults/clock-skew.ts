import type { Fault } from './fault.ts'

export const clockSkew: Fault = {
  name: 'clock-skew',
  effect: 'the clock of the node is five minutes ahead',
  circumstances: { clockSkewSeconds: 300 },
}
