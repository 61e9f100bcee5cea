import type { Fault } from './fault.ts'

export const hostileNames: Fault = {
  name: 'hostile-names',
  effect: 'names and descriptions hold escape sequences, HTML, formulas, far too much, and bytes that are no UTF-8',
  circumstances: { hostileNames: true },
}
