import { onScopeDispose, shallowReactive, watch } from 'vue'
import { type LocationQueryRaw, type LocationQueryValue, useRoute, useRouter } from 'vue-router'

type Queried = LocationQueryValue | LocationQueryValue[] | undefined

/** The text of what may stand in an address once, often or not at all. */
export const textOf = (queried: Queried): string => [queried].flat()[0] ?? ''

/** Texts that the address keeps in its query, so that a link shows the same. They hold at once; the address follows. */
export function useAddress<Name extends string>(names: readonly Name[]) {
  const route = useRoute()
  const router = useRouter()
  const page = route.name
  const read = (name: Name): string => textOf(route.query[name])
  const texts = shallowReactive(Object.fromEntries(names.map((name) => [name, read(name)]))) as Record<Name, string>
  let waiting: ReturnType<typeof setTimeout> | null = null

  function follow(): void {
    waiting = null
    const query: LocationQueryRaw = { ...route.query }
    for (const name of names) query[name] = texts[name] === '' ? undefined : texts[name]
    void router.replace({ query, hash: route.hash })
  }
  const forget = (): void => {
    if (waiting !== null) clearTimeout(waiting)
    waiting = null
  }
  watch(
    () => route.query,
    () => {
      // The query of the page that comes next is none of ours.
      if (waiting === null && route.name === page) for (const name of names) texts[name] = read(name)
    },
  )
  onScopeDispose(forget)

  /** Typing waits for a pause, since browsers limit how often the address may change. */
  const write = (name: Name, text: string, pauseMs = 0): void => {
    texts[name] = text
    forget()
    waiting = setTimeout(follow, pauseMs)
  }
  return { texts, write }
}
