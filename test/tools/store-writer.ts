import { writeSync } from 'node:fs'
import { crashStore } from './crash-store.ts'

/**
 * Writes looks at one node until it is killed, one collector after another from the number given on, and says the number
 * of each that the store acknowledged: `node store-writer.ts FILE-OR-URL NODE FIRST`.
 */
const [place = '', nodeId = '', first = ''] = process.argv.slice(2)
const store = await crashStore(place)

for (let number = Number(first); ; number++) {
  const outcome = { status: 'ok', value: { number, filler: 'x'.repeat(2000) } } as const
  const subject = { scope: 'node', node: 'pve1' } as const
  await store.save(Number(nodeId), [
    { collector: `fact-${number}`, subject, outcome, at: number, durationMs: 1, via: null },
  ])
  writeSync(process.stdout.fd, `${number}\n`)
}
