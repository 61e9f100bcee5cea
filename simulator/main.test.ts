import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Reply } from './control.ts'
import type { SimulatedNode } from './start.ts'

interface Started {
  readonly nodes: readonly SimulatedNode[]
  readonly username: string
  readonly privateKey: string
  readonly password: string
  readonly token: { readonly id: string; readonly secret: string }
}

interface Run {
  readonly child: ChildProcess
  readonly started: Started
  ask(this: void, command: unknown): Promise<Reply>
}

async function run(t: TestContext, ...flags: string[]): Promise<Run> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`, ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value))
  const ask = (command: unknown): Promise<Reply> => {
    child.stdin.write(`${JSON.stringify(command)}\n`)
    return next() as Promise<Reply>
  }
  return { child, started: (await next()) as Started, ask }
}

const place = ({ address, port }: SimulatedNode): string => `${address}:${port}`

async function isOpen({ address, port }: SimulatedNode): Promise<boolean> {
  const socket = connect(port, address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A connection stands as soon as the kernel has taken it; the process counts it when it hears of it. */
async function statsWith(connections: number, ask: Run['ask']): Promise<Reply> {
  for (let tries = 0; ; tries++) {
    const stats = await ask({ do: 'stats' })
    if (tries === 100 || !('figures' in stats) || stats.figures.connections >= connections) return stats
  }
}

describe('the simulator as a process', () => {
  const FLEET = ['--clusters', '2', '--nodes', '2', '--guests', '6', '--standalone', '1']

  for (const processes of ['1', '2']) {
    test(`${processes} of them: says where the nodes are, performs commands, and ends on SIGTERM`, async (t) => {
      const { child, started, ask } = await run(t, ...FLEET, '--processes', processes)
      const { nodes, username, privateKey, token } = started
      assert.equal(nodes.length, 5)
      assert.equal(username, 'root')
      assert.match(privateKey, /^-----BEGIN OPENSSH PRIVATE KEY-----/)
      assert.equal(token.id, 'panoramica@pve!auditor')
      assert.match(token.secret, /^[\da-f]{8}-/)
      const [node] = nodes
      assert.ok(node && (await isOpen(node)))
      assert.deepEqual(await ask({ do: 'fault', node: place(node), fault: 'dies' }), { node })
      assert.equal(await isOpen(node), false)
      assert.deepEqual(await ask({ do: 'heal', node: place(node) }), { node })
      assert.ok(await isOpen(node))
      assert.deepEqual(await ask({ do: 'advance', seconds: 60 }), { done: true })
      const stats = await statsWith(2, ask)
      assert.ok('figures' in stats && stats.figures.connections === 2 && stats.violations.length === 0)
      assert.match(JSON.stringify(await ask({ do: 'heal', node: 'nobody' })), /no node is called nobody/)
      assert.match(JSON.stringify(await ask({ do: 'explode' })), /error/)
      child.kill('SIGTERM')
      assert.deepEqual(await once(child, 'exit'), [0, null])
    })
  }

  test('a flag that makes no sense is a usage error', async () => {
    const child = spawn(process.execPath, [`${import.meta.dirname}/main.ts`, '--nodes', 'many'], { stdio: 'ignore' })
    assert.deepEqual(await once(child, 'exit'), [2, null])
  })
})
