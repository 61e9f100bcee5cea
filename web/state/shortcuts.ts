import { onScopeDispose, shallowReactive } from 'vue'
import { heard, pressName } from './chord.ts'

interface Shortcut {
  /** `ctrl+k`, `?`, `g n` */
  readonly keys: string
  /** Key of what it does in the languages. */
  readonly label: string
  readonly run: () => void
}

/** The second key of two must follow this soon. */
const PATIENCE_MS = 1500

/** Where keys type, or have a meaning of their own. */
const TAKEN = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'

const shortcuts = shallowReactive(new Set<Shortcut>())

/** Those that work on the page that is open. */
export const currentShortcuts: ReadonlySet<Shortcut> = shortcuts

/** A shortcut for as long as what asks for it is there. */
export function useShortcut(keys: string, label: string, run: () => void): void {
  const shortcut = { keys, label, run }
  shortcuts.add(shortcut)
  onScopeDispose(() => shortcuts.delete(shortcut))
}

let begun = ''
let impatience: ReturnType<typeof setTimeout> | undefined

function listen(event: KeyboardEvent): void {
  const press = pressName(event)
  const isTaken = event.target instanceof Element && event.target.closest(TAKEN) !== null
  if (press === null || isTaken || event.defaultPrevented || event.isComposing || event.repeat) return
  const all = [...shortcuts]
  const { complete, begun: next } = heard(
    begun,
    press,
    all.map(({ keys }) => keys),
  )
  begun = next
  clearTimeout(impatience)
  if (begun !== '') impatience = setTimeout(() => (begun = ''), PATIENCE_MS)
  if (complete === null) return
  event.preventDefault()
  all.find(({ keys }) => keys === complete)?.run()
}

document.addEventListener('keydown', listen)
