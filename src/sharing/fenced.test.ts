import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Rounds } from '../polling/rounds.ts'
import type { ToWatch } from '../polling/seat.ts'
import type { Trace } from '../transport/request.ts'
import type { Transport } from '../transport/transport.ts'
import { fenced } from './fenced.ts'
import { sharedRounds } from './shared-rounds.ts'

it('asks nothing of a node without the right to', async () => {
  const asked: string[] = []
  const rights = { held: true }
  const transport = {
    identify: async () => void asked.push('identify'),
    portsOf: () => () => void asked.push('ports'),
    memberKeys: async () => [void asked.push('keys')],
    close: () => void asked.push('close'),
  } as unknown as Transport
  const behind = fenced(transport, () => rights.held)
  const trace = {} as Trace
  const ports = behind.portsOf('pve1')
  await behind.identify()
  ports(trace)
  await behind.memberKeys()
  assert.deepEqual(asked.splice(0), ['identify', 'ports', 'keys'])
  rights.held = false
  await assert.rejects(behind.identify(), /another process reads this node now/)
  assert.throws(() => ports(trace), /another process reads this node now/)
  assert.deepEqual(await behind.memberKeys(), [])
  behind.close()
  assert.deepEqual(asked, ['close'])
})

it('reads what it holds, and has others read the rest', async () => {
  const done: string[] = []
  const say =
    (what: string) =>
    (...asked: unknown[]): Promise<boolean> => {
      done.push([what, ...asked].join(' '))
      return Promise.resolve(true)
    }
  const rounds = { read: say('own'), readGuest: say('own guest'), resume: say('own resume'), watch: say('watch') }
  const shared = sharedRounds({
    rounds: rounds as unknown as Rounds,
    holds: (remoteId) => remoteId === 1,
    holdsNode: (nodeId) => nodeId < 20,
    elsewhere: { read: say('elsewhere'), resume: (nodeId) => void say('elsewhere resume')(nodeId) },
  })
  const transport = { close: () => void done.push('close') } as unknown as Transport
  const node = { transport, toString: () => 'node' }
  shared.watch({ ...node, remoteId: 1 } as unknown as ToWatch)
  shared.watch({ ...node, remoteId: 2 } as unknown as ToWatch)
  for (const nodeId of [10, 20]) {
    await shared.read(nodeId, 5)
    await shared.readGuest(nodeId, 100, 5)
    shared.resume(nodeId)
  }
  assert.deepEqual(done, [
    'watch node',
    'close',
    'own 10 5',
    'own guest 10 100 5',
    'own resume 10',
    'elsewhere 20  5',
    'elsewhere 20 100 5',
    'own resume 20',
    'elsewhere resume 20',
  ])
})
