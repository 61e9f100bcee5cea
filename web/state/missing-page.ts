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

/**
 * Goes to a page all the same whose file could not be had: the server is away, or has another build by now. Browsers keep
 * in mind that a file was missing, so the page is opened anew, once the server answers.
 */
export function heedMissingPages(router: Router): void {
  let wanted: string | null = null
  async function look(): Promise<void> {
    if (wanted === null) return
    const path = wanted
    const ok = await answers(path)
    noteAnswer({ ok, serverTime: null })
    if (ok && path === wanted && performance.now() > FRESH_MS) location.assign(path)
  }
  router.afterEach(() => (wanted = null))
  router.onError((_error, { fullPath }) => {
    wanted = fullPath
    void look()
  })
  watch(connection.alive, (isAlive) => isAlive && void look())
}
