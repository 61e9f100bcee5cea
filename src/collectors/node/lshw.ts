import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import { collector, HOURS } from '../collector.ts'
import { printedBy } from './command-reply.ts'
import { firmwareText } from './dmi-text.ts'

const entry = z.object({
  class: z.string().describe('class of the device as lshw says it, for example network'),
  description: z.string().describe('what it is and which product, for example Ethernet interface: I350'),
})
const fact = z.object({ entries: z.array(entry).describe('the devices lshw lists, from the machine inwards') })
type Lshw = z.infer<typeof fact>

const words = z.string().optional().catch(undefined)
const device = z.object({
  class: words,
  description: words,
  product: words,
  children: z.array(z.unknown()).catch([]),
})

const MAX_ENTRIES = 500
const MAX_DEVICES = 20_000

/**
 * One object up to lshw B.02.18, an array of objects from B.02.19 on, several objects with commas between and a comma
 * behind where old versions list classes. Control characters of the firmware come through unescaped.
 */
function jsonOf(text: string): unknown {
  const clean = text.replace(/\p{Cc}/gu, ' ').trim()
  for (const candidate of [clean, `[${clean.replace(/,$/, '')}]`]) {
    try {
      return JSON.parse(candidate)
    } catch {
      continue
    }
  }
  throw new FailureError('bad-reply', 'lshw printed no JSON')
}

/** Summary of the tree, parents before children. */
export function parseLshw(text: string): Lshw {
  const tree = jsonOf(text)
  const open: unknown[] = Array.isArray(tree) ? tree.toReversed() : [tree]
  const entries: Lshw['entries'] = []
  for (let seen = 0; open.length > 0 && seen < MAX_DEVICES && entries.length < MAX_ENTRIES; seen++) {
    const { data } = device.safeParse(open.pop())
    if (data === undefined) continue
    const description = [data.description, data.product].map(firmwareText).filter(Boolean).join(': ')
    if (data.class !== undefined && description !== '') entries.push({ class: data.class.slice(0, 50), description })
    open.push(...data.children.slice(0, MAX_DEVICES).reverse())
  }
  if (entries.length === 0) throw new FailureError('bad-reply', 'lshw listed no hardware')
  return { entries }
}

export const lshw = collector({
  name: 'lshw',
  title: 'Hardware summary',
  scope: 'node',
  every: 24 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    const output = await shell.run('lshw')
    return parseLshw(output.stdout.trim() === '' ? printedBy('lshw', output) : output.stdout)
  },
})
