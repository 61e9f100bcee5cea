import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startSimulator } from './start.ts'
import type { SimulatedNode, Simulator, SimulatorOptions } from './start.ts'
import { askOver } from './testing/https.ts'
import { runOn, scriptOf, sectionsOf } from './testing/session.ts'

const NOON = Date.UTC(2026, 4, 4, 12)
const SMALL: SimulatorOptions = { fleet: { clusters: 1, nodesPerCluster: 2, standalone: 1 }, now: () => NOON }

const execute = (node: string, ...commands: readonly Record<string, unknown>[]): string =>
  `root 25 pvesh create '/nodes/${node}/execute' --commands '${JSON.stringify(commands)}' --output-format json`

function first(simulator: Simulator): SimulatedNode {
  const [node] = simulator.nodes()
  return node ?? assert.fail('no node')
}

describe('a simulated fleet', () => {
  let simulator: Simulator

  before(async () => {
    simulator = await startSimulator(SMALL)
  })
  after(() => simulator.close())

  const violated = async (
    script: string,
    access = {},
  ): Promise<{ exit: number | null; what: string; stdout: string }> => {
    const known = simulator.violations().length
    const { exit, stdout } = await runOn(simulator, first(simulator), script, access)
    assert.equal(simulator.violations().length, known + 1)
    return { exit, stdout, what: simulator.violations().at(-1)?.what ?? '' }
  }

  test('shows clusters and standalone nodes, each with a host key of its own', () => {
    const nodes = simulator.nodes()
    assert.equal(nodes.length, 3)
    assert.equal(nodes[0]?.cluster, nodes[1]?.cluster)
    assert.equal(nodes[2]?.cluster, null)
    assert.equal(new Set(nodes.map(({ fingerprint }) => fingerprint)).size, 3)
  })

  test('answers a script section by section, with marks on both streams', async () => {
    const outcome = await runOn(
      simulator,
      first(simulator),
      scriptOf(["user 5 cat '/proc/loadavg'", 'user 5 lscpu -J']),
    )
    assert.equal(outcome.exit, 0)
    const [load = '', cpu = ''] = sectionsOf(outcome)
    assert.match(load, /^0 \d+\.\d\d \d+\.\d\d \d+\.\d\d 2\/\d+ \d+\n$/)
    assert.match(cpu, /^0 \{\n/)
    assert.equal(outcome.stderr.match(/0123456789abcdef/g)?.length, 2 * 3)
  })

  test('accepts the password too, and no other', async () => {
    const node = first(simulator)
    assert.equal((await runOn(simulator, node, scriptOf([]), { password: simulator.password })).exit, 0)
    await assert.rejects(runOn(simulator, node, scriptOf([]), { password: 'guess' }), /authentication/)
  })

  test('counts connections, channels, commands, starts of Perl and bytes', async () => {
    const node = first(simulator)
    const earlier = { ...simulator.figures(node.name) }
    const { stdout, stderr } = await runOn(
      simulator,
      node,
      scriptOf(['root 20 pveversion', "user 5 cat '/proc/uptime'"]),
    )
    const figures = simulator.figures(node.name)
    assert.deepEqual(
      {
        connections: figures.connections - earlier.connections,
        channels: figures.channels - earlier.channels,
        commands: figures.commands - earlier.commands,
        perlStarts: figures.perlStarts - earlier.perlStarts,
        bytesOut: figures.bytesOut - earlier.bytesOut,
      },
      { connections: 1, channels: 1, commands: 2, perlStarts: 1, bytesOut: stdout.length + stderr.length },
    )
  })

  test('refuses a script that is not ours', async () => {
    const { exit, what: refusal } = await violated('reboot\n')
    assert.deepEqual({ exit, refusal }, { exit: 126, refusal: 'the script does not begin as ours does' })
    const { what } = await violated(`${scriptOf([])}reboot\n`)
    assert.match(what, /^not a section of our script: reboot/)
  })

  test('refuses another command than sh, as a violation', async () => {
    const known = simulator.violations().length
    await assert.rejects(runOn(simulator, first(simulator), '', { command: 'reboot' }))
    assert.equal(simulator.violations()[known]?.what, 'a session may run sh, not reboot')
  })

  const REFUSED: readonly (readonly [name: string, command: string, what: RegExp])[] = [
    ['a command that is on no list', 'root 5 rm -rf /', /not a command that may be run/],
    ['a listed command with one more word', 'user 5 lscpu -J; reboot', /not a command that may be run/],
    ['a listed command with other rights', 'root 5 lscpu -J', /not a command that may be run/],
    ['a file that is on no list', "root 5 cat '/etc/shadow'", /not a command that may be run/],
    ['a listed file with other rights', "user 5 cat '/etc/pve/.rrd'", /not a command that may be run/],
    [
      'a path of the API that is on no list',
      "root 25 pvesh get '/access/users' --output-format json",
      /\/access\/users/,
    ],
    [
      'an argument a path does not take',
      "root 25 pvesh get '/storage' '--force' '1' --output-format json",
      /takes no argument force/,
    ],
    [
      'a write through pvesh',
      "root 25 pvesh create '/nodes/x/qemu' --vmid 100 --output-format json",
      /not a command that may be run/,
    ],
    ['a write in a batch', execute('x', { method: 'POST', path: 'qemu/100/status/stop' }), /may only read, not POST/],
    [
      'a batch of something else',
      execute('x', { method: 'GET', path: 'status', proxy: 1 }),
      /not a list of method, path and args/,
    ],
    ['an unlisted path in a batch', execute('x', { method: 'GET', path: 'syslog' }), /\/nodes\/x\/syslog/],
    [
      'a command an agent would write with',
      "root 25 pvesh get '/nodes/x/qemu/100/agent/exec' --output-format json",
      /agent\/exec/,
    ],
  ]
  for (const [name, command, what] of REFUSED) {
    test(`refuses ${name}, and nothing behind it is run`, async () => {
      const node = first(simulator)
      const refused = await violated(scriptOf([command.replaceAll('/x/', `/${node.name}/`), 'root 20 pveversion']))
      assert.equal(refused.exit, 126)
      assert.match(refused.what, new RegExp(what.source.replaceAll('\\/x\\/', `/${node.name}/`)))
      assert.doesNotMatch(refused.stdout, /pve-manager/)
    })
  }
})

describe('the options of a simulated fleet', () => {
  test('a start of Perl can really take a while', async (t) => {
    const simulator = await startSimulator({ ...SMALL, pveshStartSeconds: 1 })
    t.after(() => simulator.close())
    const startedAt = performance.now()
    await runOn(simulator, first(simulator), scriptOf(['root 20 pveversion']))
    assert.ok(performance.now() - startedAt >= 1000)
  })

  test('who is not root is refused what is for root alone', async (t) => {
    const simulator = await startSimulator({ ...SMALL, username: 'monitor' })
    t.after(() => simulator.close())
    const outcome = await runOn(
      simulator,
      first(simulator),
      scriptOf(["root 5 cat '/etc/pve/.rrd'", "user 5 cat '/proc/uptime'"]),
    )
    assert.deepEqual(
      sectionsOf(outcome).map((section) => section[0]),
      ['1', '0'],
    )
    assert.match(outcome.stderr, /Permission denied/)
  })

  test('with a port, each node has an address of its own', async (t) => {
    const { port, httpsPort } = first(await startedAndClosed())
    const simulator = await startSimulator({ ...SMALL, port, httpsPort })
    t.after(() => simulator.close())
    assert.deepEqual(
      simulator.nodes().map(({ address }) => address),
      ['127.10.1.1', '127.10.1.2', '127.10.2.1'],
    )
    assert.equal((await runOn(simulator, first(simulator), scriptOf([]))).exit, 0)
    assert.deepEqual([...new Set(simulator.nodes().map((node) => node.httpsPort))], [httpsPort])
    assert.equal((await askOver(simulator, first(simulator), '/version')).status, 200)
  })

  /** For ports that were free a moment ago. */
  async function startedAndClosed(): Promise<Simulator> {
    const simulator = await startSimulator(SMALL)
    await simulator.close()
    return simulator
  }
})

describe('two runs of a simulated fleet', () => {
  const commandsFor = (node: string): string[] => [
    "root 5 cat '/etc/pve/.members'",
    "root 5 cat '/etc/pve/.vmlist'",
    "root 5 cat '/etc/pve/.rrd'",
    'root 10 dmidecode',
    'user 5 ip -j -d addr show',
    execute(
      node,
      ...['status', 'network', 'certificates/info', 'storage', 'qemu', 'lxc', 'qemu/100/config'].map((path) => ({
        method: 'GET',
        path,
      })),
    ),
  ]
  /** Everything the first nodes say, their ports left out. */
  async function said(options: SimulatorOptions): Promise<string[]> {
    const simulator = await startSimulator(options)
    const outcomes = await Promise.all(
      simulator.nodes().map((node) => runOn(simulator, node, scriptOf(commandsFor(node.name)))),
    )
    await simulator.close()
    assert.deepEqual(simulator.violations(), [])
    return outcomes.map(({ stdout }) => stdout)
  }

  test('say the same with one seed and clock, and something else with another', async () => {
    const once = await said(SMALL)
    assert.deepEqual(await said(SMALL), once)
    assert.notDeepEqual(await said({ ...SMALL, fleet: { ...SMALL.fleet, seed: 8 } }), once)
    assert.notDeepEqual(await said({ ...SMALL, now: () => NOON + 60_000 }), once)
  })
})

describe('faults at the door', () => {
  let simulator: Simulator

  before(async () => {
    simulator = await startSimulator(SMALL)
  })
  after(() => simulator.close())

  test('a node that dies refuses connections, the others see it offline, and it comes back where it was', async () => {
    const [dead, witness] = simulator.nodes()
    assert.ok(dead && witness)
    const members = async (): Promise<string> =>
      (await runOn(simulator, witness, scriptOf(["root 5 cat '/etc/pve/.members'"]))).stdout
    await simulator.fault(dead.name, 'dies')
    await assert.rejects(runOn(simulator, dead, scriptOf([])), { code: 'ECONNREFUSED' })
    assert.match(await members(), new RegExp(`"${dead.name}": \\{ "id": 1, "online": 0\\}`))
    await simulator.heal(dead.name)
    assert.equal((await runOn(simulator, dead, scriptOf([]))).exit, 0)
    assert.match(await members(), new RegExp(`"${dead.name}": \\{ "id": 1, "online": 1`))
  })

  test('a changed host key is shown from then on', async () => {
    const { name, fingerprint } = first(simulator)
    await simulator.fault(name, 'host-key-changed')
    assert.notEqual(simulator.node(name).fingerprint, fingerprint)
    await simulator.heal(name)
  })

  test('an unknown fault and an unknown node are named', async () => {
    assert.throws(() => simulator.node('nobody'), /no node is called nobody/)
    await assert.rejects(
      async () => simulator.fault(first(simulator).name, 'explodes'),
      /no fault is called explodes; there are: dies, /,
    )
  })

  test('time can be let pass', async () => {
    const uptime = async (): Promise<number> => {
      const [text = ''] = sectionsOf(await runOn(simulator, first(simulator), scriptOf(["user 5 cat '/proc/uptime'"])))
      return Number(text.split(' ')[1])
    }
    const before = await uptime()
    simulator.advance(600)
    assert.equal((await uptime()) - before, 600)
  })
})
