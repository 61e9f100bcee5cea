import assert from 'node:assert/strict'
import { globSync, readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, it } from 'node:test'
import { scan, type Import } from './tools/imports.ts'

interface Rule {
  /** Folders or files of ours; after `type ` for `import type` alone. */
  readonly ours: readonly string[]
  /** Packages and `node:` modules. */
  readonly outside: readonly string[] | 'any'
}

const EVERYTHING = [
  'model',
  'lib',
  'pve',
  'transport',
  'collectors',
  'polling',
  'fleet',
  'history',
  'sharing',
  'store',
  'api',
  'cli',
  'config.ts',
  'readers.ts',
  'remotes-file.ts',
  'settings.ts',
  'worker.ts',
  'server.ts',
  'package.json',
]

/** What each folder of src may import beside itself. A folder that reads and writes nothing lists what it may use. */
const TABLE: Record<string, Rule> = {
  model: { ours: [], outside: ['zod'] },
  lib: { ours: [], outside: ['node:crypto', 'node:timers/promises'] },
  pve: { ours: ['model'], outside: ['zod'] },
  transport: { ours: ['model', 'pve', 'lib'], outside: 'any' },
  collectors: { ours: ['model', 'pve', 'lib/order.ts', 'type transport/ports.ts'], outside: ['zod'] },
  polling: { ours: ['model', 'lib', 'transport', 'collectors', 'type store/port.ts'], outside: ['zod'] },
  fleet: { ours: ['model', 'pve', 'lib/order.ts', 'collectors'], outside: ['zod', 'node:zlib'] },
  history: { ours: ['model', 'lib', 'fleet', 'type store'], outside: [] },
  store: { ours: ['model', 'lib'], outside: 'any' },
  sharing: {
    ours: [
      'model',
      'lib',
      'fleet',
      'polling',
      'store/sharing-port.ts',
      'store/postgres-errors.ts',
      'type store',
      'type transport',
    ],
    outside: ['zod', 'node:util'],
  },
  api: { ours: ['model', 'lib', 'fleet', 'store', 'collectors'], outside: 'any' },
  cli: { ours: [...EVERYTHING, 'server.ts', 'simulator'], outside: 'any' },
  'server.ts': { ours: [...EVERYTHING, 'package.json'], outside: 'any' },
  'main.ts': { ours: EVERYTHING, outside: 'any' },
  'readers.ts': { ours: EVERYTHING, outside: 'any' },
  'worker.ts': { ours: EVERYTHING, outside: 'any' },
  'settings.ts': { ours: [], outside: 'any' },
  'config.ts': { ours: EVERYTHING, outside: 'any' },
  'remotes-file.ts': { ours: ['model', 'api'], outside: 'any' },
}

/** The trees beside src. A test may import what it likes, but the simulator's: a bug shared with src would hide. */
const BESIDE: Record<string, Rule> = {
  web: { ours: ['type api/contract.ts'], outside: 'any' },
  simulator: { ours: [], outside: 'any' },
}

const isTest = (file: string): boolean => file.endsWith('.test.ts')
const isWithin = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)
const withoutSrc = (path: string): string => path.replace(/^src\//, '')

/** `model`, `main.ts`, `web`: what the tables call the place of a file. */
const placeOf = (file: string): string => withoutSrc(file).split('/')[0] ?? ''

function ruleOf(file: string): Rule | 'free' | 'unknown' {
  const place = placeOf(file)
  if (isTest(file) && place !== 'simulator') return 'free'
  return (isWithin(file, 'src') ? TABLE : BESIDE)[place] ?? 'unknown'
}

function isAllowed(file: string, { specifier, isType }: Import, rule: Rule): boolean {
  if (!specifier.startsWith('.'))
    return rule.outside === 'any' || rule.outside.some((name) => isWithin(specifier, name))
  const target = withoutSrc(posix.join(posix.dirname(file), specifier))
  const places = [placeOf(file), ...rule.ours]
  return places.some(
    (place) => isWithin(target, place) || (isType && place.startsWith('type ') && isWithin(target, place.slice(5))),
  )
}

/** What is wrong with a file, each as `file:line: rule`. */
function faultsOf(file: string, text: string): string[] {
  const rule = ruleOf(file)
  if (rule === 'free') return []
  if (rule === 'unknown') return [`${file}:1: the table knows no ${placeOf(file)}`]
  const may = [...rule.ours, ...(rule.outside === 'any' ? ['any package'] : rule.outside)].join(', ') || 'nothing'
  const { imports, environmentReads } = scan(file, text)
  const forbidden = imports
    .filter((each) => !isAllowed(file, each, rule))
    .map(
      ({ specifier, isType, line }) =>
        `${file}:${line}: ${placeOf(file)} may not import ${isType ? 'type ' : ''}${specifier}; it may import ${may}`,
    )
  const reads = file === 'src/config.ts' ? [] : environmentReads
  return [...forbidden, ...reads.map((line) => `${file}:${line}: only src/config.ts reads the environment`)]
}

describe('architecture', () => {
  const files = globSync('{src,web,simulator}/**/*.{ts,vue}', { exclude: ['web/dist/**'] })

  it('imports only what the table allows', () => {
    const faults = files.flatMap((file) => faultsOf(file, readFileSync(file, 'utf8')))
    if (faults.length > 0) assert.fail(`\n${faults.join('\n')}\n`)
  })

  it('knows every folder of src', () => {
    const unknown = readdirSync('src').filter((name) => !(name in TABLE) && !isTest(name))
    assert.deepEqual(unknown, [])
  })
})

describe('the checker of the table', () => {
  const cases: [name: string, file: string, text: string, faults: number][] = [
    ['a stage that reaches forward', 'src/collectors/node/cpu.ts', "import { x } from '../../store/port.ts'", 1],
    ['a stage that looks back', 'src/collectors/node/cpu.ts', "import { x } from '../../model/units.ts'", 0],
    ['a port imported as a type', 'src/collectors/node/cpu.ts', "import type { X } from '../../transport/ports.ts'", 0],
    ['a port imported to run', 'src/collectors/node/cpu.ts', "import { x } from '../../transport/ports.ts'", 1],
    ['a neighbour of the port', 'src/collectors/node/cpu.ts', "import type { X } from '../../transport/ssh.ts'", 1],
    ['I/O in a collector', 'src/collectors/node/cpu.ts', "import { readFileSync } from 'node:fs'", 1],
    ['a re-export', 'src/model/units.ts', "export * from '../lib/clock.ts'", 1],
    ['an import as it runs', 'src/api/app.ts', "await import('../polling/loop.ts')", 1],
    ['an import in a type', 'src/api/app.ts', "type X = import('../polling/loop.ts').X", 1],
    ['the contract in the web', 'web/api/client.ts', "import type { X } from '../../src/api/contract.ts'", 0],
    [
      'code of src in the web',
      'web/App.vue',
      '<script setup lang="ts">\nimport { x } from "../src/model/units.ts"\n</script>',
      1,
    ],
    ['src in the simulator', 'simulator/main.ts', "import { x } from '../src/pve/loose.ts'", 1],
    ["src in the simulator's tests", 'simulator/main.test.ts', "import { x } from '../src/pve/loose.ts'", 1],
    ['anything in a test', 'src/model/units.test.ts', "import { x } from '../store/port.ts'", 0],
    ['the environment in a stage', 'src/store/sqlite.ts', "const home = process.env['HOME']", 1],
    ['the environment in the settings', 'src/config.ts', "const home = process.env['HOME']", 0],
    ['a folder of no table', 'src/utils/things.ts', '', 1],
  ]
  for (const [name, file, text, faults] of cases) {
    it(`${faults === 0 ? 'allows' : 'forbids'} ${name}`, () => assert.equal(faultsOf(file, text).length, faults))
  }

  it('names file, line and rule', () => {
    const [fault] = faultsOf(
      'web/App.vue',
      '<template />\n<script setup lang="ts">\nimport { x } from "../src/main.ts"\n</script>',
    )
    assert.equal(
      fault,
      'web/App.vue:3: web may not import ../src/main.ts; it may import type api/contract.ts, any package',
    )
  })
})
