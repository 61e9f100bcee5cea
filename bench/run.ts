import { readFileSync, writeFileSync } from 'node:fs'
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

/** `npm run bench -- NAME …`: those named, or all. Their rows of docs/performance.md are written anew; with `--json` nothing is. */
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
  else {
    console.log([...HEAD, ...results.flatMap(rowsOf)].join('\n'))
    writeFileSync(PAGE, pageOf(results, readFileSync(PAGE, 'utf8')))
  }
  return results.every(holds) ? 0 : 1
}

const HEAD = ['| benchmark | figure | value |', '| --- | --- | --- |']

function rowsOf({ name, figures, limits }: Result): string[] {
  const kept = Object.entries(limits).map(([limit, is]) => [`has to hold: ${limit}`, is ? 'holds' : 'FAILS'])
  return [...Object.entries(figures), ...kept].map(([figure, value]) => `| ${name} | ${figure} | ${String(value)} |`)
}

/** The rows of a benchmark that was not run are those of before. */
function pageOf(results: readonly Result[], before: string): string {
  const rowsOfBefore = (name: string): string[] => before.split('\n').filter((line) => line.startsWith(`| ${name} |`))
  const rows = BENCHMARKS.flatMap(({ name }) => {
    const result = results.find((one) => one.name === name)
    return result ? rowsOf(result) : rowsOfBefore(name)
  })
  const [cpu] = cpus()
  const machine = `${String(cpus().length)} × ${cpu?.model ?? 'unknown CPU'}, ${String(Math.round(totalmem() / 2 ** 30))} GiB, Node ${process.versions.node}`
  const asked = BENCHMARKS.map(({ name, says }) => `- \`${name}\`: ${says}.`).join('\n')
  return `# Performance

Written by \`npm run bench\`, or of one benchmark by \`npm run bench -- NAME\`. Times depend on the machine, ratios and counts do not.

Machine: ${machine}.

${asked}

${[...HEAD, ...rows].join('\n')}
`
}

process.exitCode = await main(process.argv.slice(2))
