/** Something that can be looked for by its name, or by more that is known of it. */
interface Findable {
  readonly label: string
  readonly about: string
}

/** A name that is, begins with, has a word that begins with, or contains what was typed; then all else that contains it. */
function rankOf({ label, about }: Findable, typed: string): number {
  const name = label.toLowerCase()
  const at = name.indexOf(typed)
  if (name === typed) return 0
  if (at === 0) return 1
  if (at > 0) return /[^\p{L}\p{N}]/u.test(name.charAt(at - 1)) ? 2 : 3
  const words = typed.split(/\s+/)
  const all = `${name} ${about.toLowerCase()}`
  return words.every((word) => all.includes(word)) ? 4 : Number.POSITIVE_INFINITY
}

/** What was typed finds these, the likeliest first; nothing typed finds all. */
export function ranked<Item extends Findable>(items: readonly Item[], typed: string): Item[] {
  const text = typed.trim().toLowerCase()
  if (text === '') return [...items]
  return items
    .map((item) => ({ item, rank: rankOf(item, text) }))
    .filter(({ rank }) => rank !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
