/** What this browser remembers of the reader's choices; a browser that forbids it just forgets. */
export function recallText(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function recall<T extends string>(key: string, allowed: readonly T[]): T | null {
  const value = recallText(key)
  return allowed.find((candidate) => candidate === value) ?? null
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is full or forbidden: the choice lasts as long as the page.
  }
}
