import { ALL_WELL } from '../state/view.ts'
import type { Circumstances, World } from '../state/view.ts'

/** A world where all nodes are up and, but for what is told here, well. */
export const worldWith = (circumstances: Partial<Circumstances> = {}): World => ({
  addressOf: () => '127.10.1.1',
  hostKeyOf: () => null,
  circumstancesOf: () => ({ ...ALL_WELL, ...circumstances }),
  downSince: () => null,
})
