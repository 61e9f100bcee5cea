import { computed, type ComputedRef, inject, type InjectionKey, provide } from 'vue'
import type { HostDetails, Section } from '../api/shapes.ts'
import { commonFailure } from '../format/common-failure.ts'

const KEY: InjectionKey<ComputedRef<Section | null>> = Symbol('common failure')

/** Says to all panels of a page which failure the page itself tells of. */
export function provideCommonFailure(
  details: () => Pick<HostDetails, 'sections'> | undefined,
): ComputedRef<Section | null> {
  const failure = computed(() => commonFailure(details()?.sections ?? {}))
  provide(KEY, failure)
  return failure
}

/** Whether the page already tells why this section could not be read. */
export function useSaidAbove(): (section: Section) => boolean {
  const failure = inject(KEY, null)
  return ({ status, reason }) => status === 'failed' && failure?.value?.reason === reason
}
