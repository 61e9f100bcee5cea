import type { Level } from './levels.ts'

interface Storage {
  readonly enabled: boolean
  readonly active: boolean | null
}

/** What needs someone comes first. */
export const STORAGE_STATES = ['inactive', 'unknown', 'active', 'disabled'] as const

export type StorageState = (typeof STORAGE_STATES)[number]

/** A storage that nobody is to use is not missed. */
export function storageState({ enabled, active }: Storage): StorageState {
  if (!enabled) return 'disabled'
  return active === null ? 'unknown' : active ? 'active' : 'inactive'
}

export const storageLevel = (state: StorageState): Level => (state === 'inactive' ? 'critical' : 'calm')
