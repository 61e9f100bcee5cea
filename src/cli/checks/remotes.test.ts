import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startSimulator } from '../../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../../simulator/start.ts'
import { knownNode } from '../../../test/tools/known-node.ts'
import { systemClock } from '../../lib/clock.ts'
import { systemRandom } from '../../lib/random.ts'
import type { KnownNode, Pin, Remote } from '../../model/remote.ts'
import { Secret } from '../../model/secret.ts'
import { vouchedCertificates } from '../../transport/https/certificate.ts'
import { remotes } from './remotes.ts'

const surroundings = { clock: systemClock, random: systemRandom, agent: undefined, authorities: vouchedCertificates() }

describe('the check of remotes', () => {
  let simulator: Simulator
  let node: SimulatedNode

  before(async () => {
    simulator = await startSimulator({ fleet: { clusters: 0, standalone: 1 } })
    node = simulator.nodes()[0] ?? assert.fail('there is no node')
  })
  after(() => simulator.close())

  const pins = (): Pin[] => {
    const { address: host, port, httpsPort, fingerprint, certificateFingerprint } = node
    return [
      { kind: 'ssh', host, port, sha256: fingerprint, keyType: null },
      { kind: 'tls', host, port: httpsPort, sha256: certificateFingerprint, keyType: null },
    ]
  }
  const ssh = (over: object = {}): NonNullable<Remote['ssh']> => {
    const { username, privateKey } = simulator
    const secrets = { privateKey: new Secret(privateKey), passphrase: null, password: null }
    return { port: node.port, username, ...secrets, useAgent: false, sudo: false, ...over }
  }
  const api = ({ id, secret } = simulator.tokens.auditor): NonNullable<Remote['api']> => ({
    port: node.httpsPort,
    tokenId: id,
    tokenSecret: new Secret(secret),
  })
  /** What is said of a remote with this node, as `STATUS WHAT`. */
  const said = async (over: Partial<Remote>, nodes: Partial<KnownNode>[] = [{}]): Promise<string[]> => {
    const { name, address } = node
    const remote = {
      id: 1,
      name: 'lab',
      address,
      cluster: null,
      ssh: null,
      api: null,
      pins: pins(),
      site: null,
      fromFile: false,
      addedAt: 1,
    }
    const store = {
      remotes: async () => [{ ...remote, ...over }],
      nodes: async () => nodes.map((one, index) => knownNode({ id: index + 1, name, address, ...one })),
    }
    return (await remotes(store, surroundings, 5)).map(({ status, what }) => `${status} ${what}`)
  }

  test('a node is asked over each way there is to it', async () => {
    const [overSsh = '', ...more] = await said({ ssh: ssh(), api: api() })
    assert.match(
      overSsh,
      new RegExp(`^ok ${node.name} at ${node.address}: PVE ${node.version}[.\\d-]*, signed in as root$`),
    )
    const overHttps = new RegExp(
      `^ok ${node.name} over HTTPS at ${node.address}: PVE .*, with the token panoramica@pve!auditor$`,
    )
    assert.match(more.at(-1) ?? '', overHttps)
    assert.ok(more.slice(0, -1).every((line) => /^warning .*: without .*: what they tell is missing$/.test(line)))
  })

  test('a token that may see nothing is a problem', async () => {
    const [only, ...more] = await said({ api: api(simulator.tokens.nobody) })
    assert.match(only ?? '', /^problem .* over HTTPS at /)
    assert.deepEqual(more, [])
  })

  test('a way that is shut is a problem of that way only', async () => {
    const shut: Pin[] = pins().map((pin) => ({ ...pin, port: 1 }))
    const [overSsh, overHttps] = await said({ ssh: ssh({ port: 1 }), api: api(), pins: [...shut, ...pins()] })
    assert.match(overSsh ?? '', /^problem .*refuses connections$/)
    assert.match(overHttps ?? '', /^ok /)
  })

  test('a node without a trusted key is not signed in to; one that its cluster no longer has is nothing to check', async () => {
    const gone = { name: 'old', gone: { since: 1, renamedTo: null } }
    const lines = await said({ ssh: ssh(), pins: [] }, [{}, gone])
    assert.deepEqual(lines, [`warning ${node.name} of lab is not read over SSH: no host key of it is trusted`])
  })

  test('where there is no remote it says so', async () => {
    const none = { remotes: async () => [], nodes: async () => [] }
    assert.deepEqual(await remotes(none, surroundings, 5), [
      { status: 'ok', what: 'no remote has been added yet', next: null },
    ])
  })
})
