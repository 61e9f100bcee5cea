import type { Fault } from './fault.ts'

export const migrating: Fault = {
  name: 'migrating',
  effect: 'a running VM is locked, on its way to the next member, which shows it already',
  circumstances: { migrating: true },
}
