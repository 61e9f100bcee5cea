import type { Fault } from './fault.ts'

export const quorumLost: Fault = {
  name: 'quorum-lost',
  effect: 'the node sees no other member and has no quorum',
  circumstances: { quorate: false },
}
