#!/usr/bin/env node
// Every npm script starts here, on whatever Node >= 20 the machine has and with nothing installed yet: it installs what
// package-lock.json names, builds the web UI when its sources changed, and runs the task on the pinned Node.
// stdout belongs to the task; everything said here goes to stderr.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const VITE = 'node_modules/vite/bin/vite.js'

/**
 * Collect garbage early: with a thousand nodes the process would otherwise grow to more than twice of what it needs, and
 * keep 100 MB for what is new alone.
 */
const LEAN = ['--heap-growing-percent=20', '--max-semi-space-size=16']

/** Memory outside the heap is of one kind for all threads: else glibc keeps for each of them what it once had. */
const TIDY = { MALLOC_ARENA_MAX: '1' }

/** What each task runs on the pinned Node: several commands run side by side, and the first one gets the arguments. */
const TASKS = {
  start: [[...LEAN, 'src/main.ts']],
  panoramica: [[...LEAN, 'src/main.ts']],
  demo: [[...LEAN, 'src/main.ts', 'demo']],
  dev: [['--watch', 'src/main.ts'], [VITE]],
  test: [['test/run.ts']],
  check: [['test/run.ts', '--only=checks']],
  bench: [[...LEAN, 'bench/run.ts']],
  docs: [['docs/generate.ts']],
  screenshots: [['docs/screenshots.ts']],
  format: [['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.']],
  install: [],
  'build:web': [],
}

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE_MAJOR = 24
const LOCK = '.bootstrap.lock'
const LOCK_LIFE_MS = 15 * 60_000
/** Without a network npm would try for ten minutes before it says so. */
const RETRIES = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
const PACKAGES_STAMP = 'node_modules/.panoramica-packages'
const WEB_STAMP = 'node_modules/.panoramica-web'
/** What Node made of our sources: a start takes half the time with it. */
const COMPILED = 'node_modules/.cache/compiled'

class Stop extends Error {}

const say = (message) => process.stderr.write(`panoramica: ${message}\n`)
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
const holds = (file, text) => existsSync(file) && readFileSync(file, 'utf8') === text

function pinnedNode() {
  const packaged = join(ROOT, 'node_modules/.bin/node')
  if (existsSync(packaged)) return packaged
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return process.execPath
  throw new Stop(
    `no Node is packaged for ${process.platform} on ${process.arch}; start this with Node ${NODE_MAJOR} or newer.`,
  )
}

/** Runs a program to its end and gives its exit code; signals that reach us reach it, once. */
function run(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', ...options })
  const forward = (signal) => {
    const terminalHasToldIt = signal === 'SIGINT' && process.stdin.isTTY
    if (!terminalHasToldIt) child.kill(signal)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward)
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  }).finally(() => process.off('SIGINT', forward).off('SIGTERM', forward))
  return { child, ended }
}

async function runTogether(commands) {
  const running = commands.map((command) => run(pinnedNode(), command))
  const code = await Promise.race(running.map(({ ended }) => ended))
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.map(({ ended }) => ended))
  return code
}

function lockIsAbandoned() {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'))
    if (holder === process.pid || Date.now() - statSync(LOCK).mtimeMs > LOCK_LIFE_MS) return true
    process.kill(holder, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

async function takeLock() {
  for (let told = false; ; await sleep(200)) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST')
        throw new Stop(`cannot write in ${ROOT} (${error.code}); install as its owner first.`)
    }
    if (lockIsAbandoned()) rmSync(LOCK, { force: true })
    else if (!told) say('another start is preparing this folder; waiting for it …')
    told = true
  }
}

/** Two starts at once: one makes it, the other waits and finds it made. */
async function ensure(isMade, make) {
  if (isMade()) return
  await takeLock()
  try {
    if (!isMade()) await make()
  } finally {
    rmSync(LOCK, { force: true })
  }
}

/** The npm that started us, else the one on the PATH; never through the pinned Node, which it is about to replace. */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node, PATH = '' } = process.env
  const foreign = (folder) => !folder.endsWith(join('node_modules', '.bin'))
  const env = { ...process.env, PATH: PATH.split(delimiter).filter(foreign).join(delimiter) }
  return cli?.endsWith('npm-cli.js') && node ? { program: node, args: [cli], env } : { program: 'npm', args: [], env }
}

async function ensurePackages() {
  const stamp = sha256(readFileSync('package-lock.json'))
  await ensure(
    () => holds(PACKAGES_STAMP, stamp),
    async () => {
      say('installing the packages that package-lock.json names (about a minute) …')
      const { program, args, ...options } = npmCommand()
      const ci = [...args, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', ...RETRIES]
      const code = await run(program, ci, { ...options, stdio: ['ignore', 2, 2] }).ended.catch((error) => {
        throw new Stop(`npm did not start (${error.code}); it comes with Node: is it on the PATH?`)
      })
      if (code !== 0)
        throw new Stop(`npm ci ended with code ${code}; its words are above. Is the npm registry reachable?`)
      writeFileSync(PACKAGES_STAMP, stamp)
    },
  )
}

function webStamp() {
  const isSource = (file) => !/^web\/dist(\/|$)|\.d\.ts$/.test(file) && statSync(file).isFile()
  const sources = readdirSync('web', { recursive: true })
    .map((name) => join('web', name))
    .filter(isSource)
    .sort()
  return sha256(...['package-lock.json', 'vite.config.ts', ...sources].flatMap((file) => [file, readFileSync(file)]))
}

async function ensureWeb() {
  if (!existsSync('vite.config.ts')) return
  const stamp = webStamp()
  await ensure(
    () => existsSync('web/dist/index.html') && holds(WEB_STAMP, stamp),
    async () => {
      say('building the web UI …')
      const build = [VITE, 'build', '--logLevel', 'warn']
      const code = await run(pinnedNode(), build, { stdio: ['ignore', 2, 2] }).ended
      if (code !== 0) throw new Stop(`vite build ended with code ${code}; its words are above.`)
      writeFileSync(WEB_STAMP, stamp)
    },
  )
}

/** Only a command that serves the web UI waits for it to be built. */
function servesWeb([script, command = 'serve']) {
  if (script === 'docs/screenshots.ts') return true
  if (script !== 'src/main.ts' || ['--help', '-h', '--version'].includes(command)) return false
  return ['serve', 'demo'].includes(command) || command.startsWith('-')
}

async function main([task = '', ...args]) {
  if (!Object.hasOwn(TASKS, task)) throw new Stop(`unknown task ${task}; there are: ${Object.keys(TASKS).join(', ')}.`)
  const [first, ...others] = TASKS[task]
  const command = first && [...first, ...args]
  process.chdir(ROOT)
  const env = { ...TIDY, NODE_COMPILE_CACHE: join(ROOT, COMPILED) }
  for (const [name, value] of Object.entries(env)) process.env[name] ??= value
  await ensurePackages()
  if (task === 'build:web' || (command && servesWeb(command))) await ensureWeb()
  return command ? runTogether([command, ...others]) : 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  say(error.message)
  process.exitCode = 1
}
