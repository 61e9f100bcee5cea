import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { makeFleet } from '../bench/made-fleet.ts'
import { fakeClock } from '../src/lib/clock.ts'
import { apiWith } from './tools/api.ts'
import { familiesIn } from './tools/exposition.ts'
import type { ExposedFamily } from './tools/exposition.ts'

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly datasource?: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly {
    readonly refId: string
    readonly expr: string
    readonly datasource: { readonly uid: string }
  }[]
}

interface Dashboard {
  readonly panels: readonly Panel[]
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[]
  }
}

const dashboard = JSON.parse(readFileSync('docs/monitoring/grafana-dashboard.json', 'utf8')) as Dashboard
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? [])
const variables = dashboard.templating.list

/** A scrape of a fleet that has some of everything. */
const { fleet } = makeFleet({ clusters: 1, nodesEach: 2, guestsEach: 5 }, fakeClock())
const { app } = await apiWith({ fleet, share: () => ({ held: 1, unread: 0 }) })
await app.inject('/api/health')
const families = familiesIn((await app.inject('/metrics?guests=1')).body)

/** The family that a name in a query belongs to. */
const familyOf = (name: string): ExposedFamily | undefined =>
  families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ''))

const namesIn = (query: string): string[] => query.match(/\b(?:panoramica|process|nodejs)_\w+/g) ?? []

/** Labels that a query names: in braces, after `by`, and in the legend. */
const labelsIn = (query: string): string[] => [
  ...[...query.matchAll(/[{,]\s*(\w+)\s*(?:=~?|!=|!~)/g)].map(([, name = '']) => name),
  ...[...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/)),
]

describe('the dashboard', () => {
  it('shows nothing that a scrape does not have', () => {
    const queries = [...targets.map(({ expr }) => expr), ...variables.flatMap(({ definition }) => definition ?? [])]
    assert.ok(queries.length > 30)
    for (const query of queries) {
      const names = namesIn(query)
      assert.ok(names.length > 0, query)
      for (const name of names) assert.ok(familyOf(name), `${name} in ${query}`)
    }
  })

  it('asks for labels that there are', () => {
    for (const { expr } of targets) {
      const known = new Set(['le'])
      for (const name of namesIn(expr))
        for (const { labels } of familyOf(name)?.samples ?? [])
          for (const label of Object.keys(labels)) known.add(label)
      const counted = namesIn(expr).some((name) => name.startsWith('panoramica_collector_'))
      if (counted) for (const label of ['collector', 'outcome', 'kind']) known.add(label)
      for (const label of labelsIn(expr)) assert.ok(known.has(label), `${label} in ${expr}`)
    }
  })

  it('has panels that can be told apart and do not lie on each other', () => {
    const ids = dashboard.panels.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${String(x + (at % w))} ${String(y + Math.floor(at / w))}`),
    )
    assert.equal(new Set(cells).size, cells.length)
    for (const { title, gridPos } of dashboard.panels) assert.ok(title !== '' && gridPos.x + gridPos.w <= 24, title)
  })

  it('takes its data from where its reader chooses', () => {
    assert.ok(variables.some(({ name, type }) => name === 'datasource' && type === 'datasource'))
    const sources = [...dashboard.panels.filter(({ type }) => type !== 'row'), ...targets]
    for (const { datasource } of sources) assert.equal(datasource?.uid, '${datasource}')
    for (const { expr } of targets)
      for (const [, name = ''] of expr.matchAll(/\$(\w+)/g))
        assert.ok(name.startsWith('__') || variables.some((one) => one.name === name), name)
  })
})

describe('the example of a job', () => {
  it('asks for what there is, with a token from a file', () => {
    const { scrape_configs: jobs } = parse(readFileSync('docs/monitoring/prometheus.yml', 'utf8')) as {
      scrape_configs: { metrics_path: string; authorization: Record<string, string> }[]
    }
    assert.deepEqual(
      jobs.map(({ metrics_path: path, authorization }) => [path, Object.keys(authorization)]),
      [['/metrics', ['type', 'credentials_file']]],
    )
  })
})

describe('the page on monitoring', () => {
  it('names every family of ours, and none that there is not', () => {
    const page = readFileSync('docs/monitoring.md', 'utf8')
    const named = [...new Set(page.match(/\bpanoramica_\w*…?/g) ?? [])]
    const covers = (name: string, family: string): boolean =>
      name.endsWith('…') ? family.startsWith(name.slice(0, -1)) : family === name
    const ours = [...families.keys()].filter((family) => family.startsWith('panoramica_'))
    for (const family of ours)
      assert.ok(
        named.some((name) => covers(name, family)),
        `${family} is not on the page`,
      )
    for (const name of named)
      assert.ok(
        ours.some((family) => covers(name, family)),
        `there is no ${name}`,
      )
  })
})
