import { inject, type InjectionKey, provide, type ShallowRef, shallowRef } from 'vue'

/** The time that is pointed at, in seconds since the epoch; null for none. */
type Cursor = ShallowRef<number | null>

const KEY: InjectionKey<Cursor> = Symbol('cursor')

/** Has all charts within point at the same time. */
export function shareCursor(): void {
  provide(KEY, shallowRef(null))
}

/** The cursor of the charts around this one, or one of its own. */
export const useCursor = (): Cursor => inject(KEY, () => shallowRef<number | null>(null), true)
