import { watch } from 'vue'
import type { Router } from 'vue-router'
import { connection, noteAnswer } from './connection.ts'

/** What was opened a moment ago has the files of the server's build: opening it anew would bring nothing. */
const FRESH_MS = 10_000

const answers = (path: string): Promise<boolean> =>
  fetch(path, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )

interface Missing {
  /** Where its page was to be; null for a part of the page that is there. */
  readonly path: string | null
}

/**
 * Goes to a page all the same whose file could not be had, and opens a page anew of which a part could not: the server is
 * away, or has another build by now. Browsers keep in mind that a file was missing, so it is done once the server answers.
 */
export function heedMissingFiles(router: Router): void {
  let missing: Missing | null = null
  async function look(): Promise<void> {
    if (missing === null) return
    const wanted = missing
    const ok = await answers(wanted.path ?? location.href)
    noteAnswer({ ok, serverTime: null })
    if (!ok || wanted !== missing || performance.now() <= FRESH_MS) return
    if (wanted.path === null) location.reload()
    else location.assign(wanted.path)
  }
  const miss = (path: string | null): void => {
    missing = { path }
    void look()
  }
  // Of every file that is loaded late; where it is a page's, the router says at once which.
  addEventListener('vite:preloadError', () => miss(null))
  router.onError((_error, { fullPath }) => miss(fullPath))
  router.afterEach(() => {
    if (missing?.path !== null) missing = null
  })
  watch(connection.alive, (isAlive) => isAlive && void look())
}
