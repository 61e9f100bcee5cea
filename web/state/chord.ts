/** What a shortcut is called: `ctrl+k`, `?`, `g n`. */
export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The name of one press; null with Alt, which types characters on many keyboards. */
export function pressName({ key, ctrlKey, metaKey, altKey }: Pressed): string | null {
  if (altKey) return null
  return ctrlKey || metaKey ? `ctrl+${key.toLowerCase()}` : key
}

/** Which shortcut a press completes, or what it begins, given the presses before it. */
export function heard(
  before: string,
  press: string,
  shortcuts: readonly string[],
): { readonly complete: string | null; readonly begun: string } {
  for (const keys of before === '' ? [press] : [`${before} ${press}`, press]) {
    if (shortcuts.includes(keys)) return { complete: keys, begun: '' }
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${keys} `))) return { complete: null, begun: keys }
  }
  return { complete: null, begun: '' }
}
