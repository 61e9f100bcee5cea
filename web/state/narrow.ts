import { readonly, shallowRef } from 'vue'

/** Narrower than Tailwind's `sm`. */
const query = matchMedia('(width < 40rem)')
const narrow = shallowRef(query.matches)

query.addEventListener('change', () => {
  narrow.value = query.matches
})

/** Whether the window is as narrow as a phone. */
export const isNarrow = readonly(narrow)
