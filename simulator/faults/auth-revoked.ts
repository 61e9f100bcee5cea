import type { Fault } from './fault.ts'

export const authRevoked: Fault = {
  name: 'auth-revoked',
  effect: 'no credentials are accepted any more',
  door: 'refuses-credentials',
}
