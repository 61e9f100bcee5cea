import type { Fault } from './fault.ts'

export const guestBroken: Fault = {
  name: 'guest-broken',
  effect: 'lines of a VM cannot be read and are left out; a container fails all its calls, and before 8 the list too',
  circumstances: { guestsBroken: true },
}
