import type { Fault } from './fault.ts'

export const dies: Fault = { name: 'dies', effect: 'connections break and new ones are refused', door: 'closed' }
