import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { en } from './en.ts'
import { it } from './it.ts'

const WEB = join(import.meta.dirname, '..')

/** `cpu.title` → its text, for every text. */
function textsOf(messages: object, path = ''): Map<string, string> {
  const entries = Object.entries(messages).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : [...textsOf(value as object, `${path}${key}.`)],
  )
  return new Map(entries)
}

const placeholdersOf = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

describe('the languages', () => {
  const english = textsOf(en)
  const italian = textsOf(it)

  test('say the same things', () => {
    assert.deepEqual([...italian.keys()].sort(), [...english.keys()].sort())
  })

  test('take the same values in each text, and as many plural forms', () => {
    for (const [key, text] of english) {
      const other = italian.get(key) ?? ''
      assert.deepEqual(new Set(placeholdersOf(other)), new Set(placeholdersOf(text)), key)
      assert.equal(other.split(' | ').length, text.split(' | ').length, key)
    }
  })

  test('have no @ that vue-i18n takes for a link to another text', () => {
    for (const [key, text] of [...english, ...italian]) assert.doesNotMatch(text.replaceAll("{'@'}", ''), /@/, key)
  })

  test('leave no text empty', () => {
    for (const [key, text] of [...english, ...italian]) assert.notEqual(text.trim(), '', key)
  })

  test('have every text the pages ask for, and none that nobody asks for', () => {
    // The names in exports.ts are fields of the server, and no texts.
    const exclude = ['dist/**', 'locales/**', '**/*.test.ts', 'panels/exports.ts']
    const sources = globSync('**/*.{vue,ts}', { cwd: WEB, exclude })
    const all = sources.map((file) => readFileSync(join(WEB, file), 'utf8')).join('\n')
    const literal = [...all.matchAll(/'((?:[a-z][A-Za-z]*\.)+[a-zA-Z]+)'/g)].map(([, key = '']) => key)
    const groups = [...all.matchAll(/`((?:[a-z][A-Za-z]*\.)+)\$\{/g)].map(([, group = '']) => group)
    const areas = new Set(Object.keys(en))
    const asked = literal.filter((key) => areas.has(key.split('.')[0] ?? ''))
    const isSection = (key: string): boolean => english.has(`section.${key.replaceAll('.', '_')}`)
    const missing = asked.filter((key) => !english.has(key) && !isSection(key))
    assert.deepEqual(missing, [])
    const unused = [...english.keys()].filter(
      (key) => !asked.includes(key) && !groups.some((group) => key.startsWith(group)),
    )
    assert.deepEqual(unused, [])
  })
})
