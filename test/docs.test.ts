import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { usesOf } from '../docs/generate/permissions.ts'
import { generatedDocs } from '../docs/generate.ts'
import { FILES, PROGRAMS } from '../src/transport/catalogue.ts'

const read = (path: string): string => readFileSync(path, 'utf8')

const pages = globSync(['*.md', 'docs/**/*.md']).sort()

/** Where the links of a page lead that do not leave the project, from its root. */
const linksOf = (page: string): string[] =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)))

/** GitHub's rule for the name of a heading. */
const headingsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

test('the generated pages are what the code says; else run `npm run docs`', async () => {
  for (const [path, text] of await generatedDocs()) assert.equal(read(path), text, path)
})

test('nothing is in the closed list of commands and files without a use', () => {
  const idle = [...Object.keys(PROGRAMS), ...Object.keys(FILES)].filter((name) => usesOf(name).length === 0)
  assert.deepEqual(idle, [])
})

test('every relative link in a page leads to a file, and to a heading where it names one', () => {
  assert.ok(pages.includes('README.md'))
  for (const page of pages) {
    for (const target of linksOf(page)) assert.ok(existsSync(target), `${page} links to ${target}`)
    const headings = headingsOf(page)
    for (const [, name = ''] of read(page).matchAll(/\]\(#([^)]+)\)/g))
      assert.ok(headings.includes(name), `${page}#${name}`)
  }
})

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const page of reached) for (const target of linksOf(page)) if (target.endsWith('.md')) reached.add(target)
  assert.deepEqual([...reached].sort(), pages)
})

const { scripts, ...manifest } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>

test('every command that a page shows exists', () => {
  const text = pages.map(read).join('\n')
  const tasks = [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:]+)|(start|test)\b)/g)].map(
    ([, run, short]) => run ?? short ?? '',
  )
  assert.ok(tasks.includes('start'))
  for (const task of tasks) assert.ok(scripts?.[task], `npm run ${task}`)
  const commands = [...text.matchAll(/panoramica -- ([\w-]+)/g)].map(([, command = '']) => command)
  assert.ok(commands.includes('collect'))
  for (const command of commands) assert.ok(existsSync(`src/cli/${command}.ts`), `panoramica ${command}`)
})

test('code that CONTRIBUTING quotes is that of the file it names', () => {
  const quotes = [...read('CONTRIBUTING.md').matchAll(/^`([\w./-]+)`:\n\n```ts\n(.+?)```$/gms)]
  assert.ok(quotes.length >= 3)
  for (const [, file = '', code = ''] of quotes) assert.ok(read(file).includes(code), file)
})

test('every package has its reason in ADR 8, and nothing else has', () => {
  const rows = [...read('docs/adr/0008-dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name)
  const kinds = ['dependencies', 'optionalDependencies', 'devDependencies']
  const packages = kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))
  assert.deepEqual(rows.toSorted(), packages.toSorted())
})

test('ARCHITECTURE.md stays short enough to be read', () => {
  assert.ok(read('ARCHITECTURE.md').split('\n').length <= 200)
})
