import assert from 'node:assert/strict'

/** One line of a value. */
export interface Exposed {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A name with all that is told under it. */
export interface ExposedFamily {
  readonly type: string
  readonly help: string
  readonly samples: readonly Exposed[]
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`, 's')
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

const plain = (text: string): string =>
  text.replaceAll(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))

function labelsIn(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== '';) {
    const [whole = '', name = '', value = ''] = LABEL.exec(rest) ?? []
    assert.ok(whole !== '' && !(name in labels), `labels: ${text}`)
    labels[name] = plain(value)
    rest = rest.slice(whole.length)
  }
  return labels
}

const numberIn = (text: string): number => {
  if (/^[+-]Inf$/.test(text)) return text === '+Inf' ? Infinity : -Infinity
  assert.match(text, /^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/, 'a value')
  return Number(text)
}

function sampleIn(line: string): Exposed {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
  assert.notEqual(name, '', `not a sample: ${line}`)
  return { name, labels: labelsIn(labels), value: numberIn(value) }
}

/** Buckets grow up to the one that holds all, which is the count. */
function checkBuckets(family: string, samples: readonly Exposed[]): void {
  const rest = ({ labels: { le: _, ...others } }: Exposed): string => JSON.stringify(Object.entries(others).sort())
  const buckets = Map.groupBy(
    samples.filter(({ name }) => name === `${family}_bucket`),
    rest,
  )
  for (const count of samples.filter(({ name }) => name === `${family}_count`)) {
    const values = (buckets.get(rest(count)) ?? []).map(({ labels, value }) => [numberIn(labels['le'] ?? ''), value])
    assert.deepEqual(
      values,
      values.toSorted(([a = 0], [b = 0]) => a - b).toSorted(([, a = 0], [, b = 0]) => a - b),
      family,
    )
    assert.deepEqual(values.at(-1), [Infinity, count.value], family)
  }
}

/** Reads the text format of Prometheus (version 0.0.4), more strictly than Prometheus does. */
export function familiesIn(text: string): ReadonlyMap<string, ExposedFamily> {
  assert.ok(text.endsWith('\n'), 'it ends with a line end')
  const families = new Map<string, { type: string; help: string; samples: Exposed[] }>()
  const seen = new Set<string>()
  let name = ''
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, word, of = '', said = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line) ?? []
    if (word === 'HELP') {
      assert.ok(!families.has(of), `${of} comes twice`)
      name = of
      families.set(name, { type: '', help: said, samples: [] })
      continue
    }
    const family = families.get(name)
    assert.ok(family, `before any family: ${line}`)
    if (word === 'TYPE') {
      assert.ok(of === name && family.type === '' && said in ENDINGS, line)
      family.type = said
      continue
    }
    const sample = sampleIn(line)
    assert.ok(ENDINGS[family.type]?.includes(sample.name.slice(name.length)) && sample.name.startsWith(name), line)
    const series = JSON.stringify([sample.name, Object.entries(sample.labels).sort()])
    assert.ok(!seen.has(series), `comes twice: ${line}`)
    seen.add(series)
    family.samples.push(sample)
  }
  for (const [of, { type, samples }] of families) if (type === 'histogram') checkBuckets(of, samples)
  return families
}
