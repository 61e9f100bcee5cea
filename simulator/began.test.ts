import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSimulator } from './start.ts'
import { runOn, scriptOf } from './testing/session.ts'

test('each script is told of when a node begins to run it, with its connection, and when that is over', async (t) => {
  const told: string[] = []
  const simulator = await startSimulator({
    fleet: { clusters: 1, nodesPerCluster: 1, standalone: 0 },
    began(port, { connection, script }) {
      const what = `${String(port)} ${String(connection)} ${String(script.includes('loadavg'))}`
      told.push(`${what} begins`)
      return () => told.push(`${what} ends`)
    },
  })
  t.after(() => simulator.close())
  const [node] = simulator.nodes()
  assert.ok(node)
  for (const script of [scriptOf(["user 5 cat '/proc/loadavg'"]), scriptOf([])]) await runOn(simulator, node, script)
  assert.deepEqual(
    told,
    ['1 true begins', '1 true ends', '2 false begins', '2 false ends'].map((what) => `${String(node.port)} ${what}`),
  )
})
