import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { api } from './api.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { fleet } from './fleet.ts'
import { liveCost } from './live-cost.ts'
import { nodeCost } from './node-cost.ts'
import { scaleOut } from './scale-out.ts'
import { store } from './store.ts'
import { web } from './web.ts'

/** All benchmarks, in the order of the table. */
const BENCHMARKS: readonly Benchmark[] = [nodeCost, liveCost, fleet, api, web, scaleOut, store]

const PAGE = join(import.meta.dirname, '../docs/performance.md')

const holds = ({ limits }: Result): boolean => Object.values(limits).every(Boolean)

/** `npm run bench`: all benchmarks and docs/performance.md; `npm run bench -- NAME --json`: one, as JSON. */
async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  if (chosen.length === 0) {
    console.error(
      `there is no benchmark ${positionals.join(' ')}; there are: ${BENCHMARKS.map(({ name }) => name).join(', ')}`,
    )
    return 2
  }
  const results: Result[] = []
  for (const benchmark of chosen) {
    if (!values.json) console.error(`${benchmark.name}: ${benchmark.says} …`)
    results.push(await benchmark.run())
  }
  if (values.json) for (const result of results) console.log(JSON.stringify({ ...result, holds: holds(result) }))
  else console.log(tableOf(results))
  if (positionals.length === 0 && !values.json) writeFileSync(PAGE, pageOf(results))
  return results.every(holds) ? 0 : 1
}

function tableOf(results: readonly Result[]): string {
  const rows = results.flatMap((result) => [
    ...Object.entries(result.figures).map(([figure, value]) => [result.name, figure, String(value)]),
    ...Object.entries(result.limits).map(([limit, kept]) => [
      result.name,
      `has to hold: ${limit}`,
      kept ? 'holds' : 'FAILS',
    ]),
  ])
  return ['| benchmark | figure | value |', '| --- | --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join(
    '\n',
  )
}

function pageOf(results: readonly Result[]): string {
  const [cpu] = cpus()
  const machine = `${String(cpus().length)} × ${cpu?.model ?? 'unknown CPU'}, ${String(Math.round(totalmem() / 2 ** 30))} GiB, Node ${process.versions.node}`
  const asked = BENCHMARKS.map(({ name, says }) => `- \`${name}\`: ${says}.`).join('\n')
  return `# Performance

Written by \`npm run bench\`. Times depend on the machine, ratios and counts do not.

Machine: ${machine}.

${asked}

${tableOf(results)}
`
}

process.exitCode = await main(process.argv.slice(2))
