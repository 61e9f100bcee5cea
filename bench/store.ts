import { crashes } from '../test/tools/crashes.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { round } from './benchmark.ts'
import type { Benchmark } from './benchmark.ts'

const KILLS = 200

export const store: Benchmark = {
  name: 'store',
  says: `a process that writes to the store is killed with SIGKILL ${String(KILLS)} times`,
  async run() {
    using folder = temporaryFolder()
    const startedAt = performance.now()
    const { acknowledged, lost, corrupt } = await crashes(folder.path, KILLS, 1)
    const seconds = round((performance.now() - startedAt) / 1000, 1)
    return {
      name: store.name,
      figures: {
        kills: KILLS,
        'acknowledged writes': acknowledged,
        'lost writes': lost,
        'corrupt opens': corrupt,
        seconds,
      },
      limits: { '0 lost acknowledged writes': lost === 0, '0 corrupt opens': corrupt === 0 },
    }
  },
}
