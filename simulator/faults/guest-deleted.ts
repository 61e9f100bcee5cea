import type { Fault } from './fault.ts'

export const guestDeleted: Fault = {
  name: 'guest-deleted',
  effect: 'the first guest made on the node is deleted; once the node is healed, it is there again',
  circumstances: { guestDeleted: true },
}
