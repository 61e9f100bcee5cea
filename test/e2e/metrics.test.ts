import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCsv } from 'hucre/csv'
import { familiesIn } from '../tools/exposition.ts'
import type { Exposed } from '../tools/exposition.ts'
import { started, stop } from '../tools/panoramica.ts'

const OPEN = /^Open: (http:\/\/127\.0\.0\.1:\d+)\/\S+\n^API token: \S+$/m

test('a server counts what it reads of a fleet, tells Prometheus, and writes what it knows into files', async (t) => {
  const running = await started(['demo', '--port', '0', '--clusters', '1', '--nodes', '2', '--standalone', '0'], OPEN)
  t.after(() => stop(running))
  const headers = { authorization: `Bearer ${/^API token: (\S+)$/m.exec(running.said())?.[1] ?? ''}` }
  const get = async (path: string): Promise<string> => (await fetch(running.address + path, { headers })).text()
  const scrape = async (name: string): Promise<readonly Exposed[]> =>
    familiesIn(await get('/metrics')).get(name)?.samples ?? []
  const looks = async (collector: string, outcome: string): Promise<number> =>
    (await scrape('panoramica_collector_looks_total')).find(
      ({ labels }) => labels['collector'] === collector && labels['outcome'] === outcome,
    )?.value ?? 0

  assert.equal((await fetch(`${running.address}/metrics`)).status, 401)
  while ((await scrape('panoramica_node_cpu_threads')).length < 2);
  assert.ok((await looks('cpu', 'ok')) >= 2)
  assert.ok((await scrape('panoramica_collector_duration_seconds')).some(({ labels }) => labels['collector'] === 'cpu'))
  const nodes = (await scrape('panoramica_node_cpu_threads')).map(({ labels }) => labels['node'])
  const [names = [], ...lines] = parseCsv(await get('/api/export/nodes.csv?sort=name'))
  assert.equal(nodes.length, 2)
  assert.deepEqual(
    lines.map((line) => line[names.indexOf('name')]),
    nodes.toSorted(),
  )
})
