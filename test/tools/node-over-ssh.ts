import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { FailureError } from '../../src/model/failure.ts'
import type { FailureKind } from '../../src/model/failure.ts'
import type { Observation } from '../../src/model/observation.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import { look, ofEverything } from '../../src/polling/look.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { pinned } from '../../src/transport/host-keys.ts'
import { recorded } from '../../src/transport/recorded.ts'
import { sshLink } from '../../src/transport/ssh.ts'
import type { SshTarget } from '../../src/transport/ssh.ts'
import { fakeNode } from './fake-node.ts'
import type { FakeNode, PveshMood } from './fake-node.ts'
import { startSshd } from './sshd.ts'
import type { Sshd } from './sshd.ts'

export const SENSORS = `echo '{"coretemp-isa-0000":{"Adapter":"ISA","Package id 0":{"temp1_input":45.5,"temp1_max":80}}}'`

/** What the temperatures of this node must read whatever else goes wrong. */
export const TEMPERATURES = {
  status: 'ok',
  value: {
    source: 'sensors',
    readings: [
      { chip: 'coretemp-isa-0000', sensor: 'Package id 0', tempCelsius: 45.5, highCelsius: 80, criticalCelsius: null },
    ],
  },
}

/** A node with sensors behind a real sshd whose sessions have an Italian and German locale. */
export interface NodeOverSsh {
  /** A folder for what a test needs; gone at the end. */
  readonly folder: string
  readonly node: FakeNode
  readonly sshd: Sshd
  target(over?: Partial<SshTarget>): SshTarget
  /** One whole look, by default at this node. */
  read(t: TestContext, over?: Partial<SshTarget>): Promise<Seen>
  inMood(t: TestContext, mood: PveshMood): void
  /** A command for the length of a test. */
  withCommand(t: TestContext, name: string, script: string): void
  stop(): Promise<void>
}

/** What came of a look, and what it took. */
export interface Seen {
  readonly identity: Awaited<ReturnType<typeof look>>['identity']
  readonly channels: number
  readonly pveshStarts: number
  readonly seconds: number
  outcome(collector: string): Outcome<unknown>
  via(collector: string): string | null | undefined
  /** What was seen of a guest. */
  ofGuest(vmid: number, collector: string): Observation
  /** The collectors that failed in this way. */
  failed(kind: FailureKind): string[]
}

export async function nodeOverSsh(): Promise<NodeOverSsh> {
  const folder = mkdtempSync(join(tmpdir(), 'panoramica-ssh-'))
  const node = fakeNode(join(folder, 'node'))
  node.command('sensors', SENSORS)
  const env = { LC_ALL: 'it_IT.UTF-8', LANG: 'de_DE.UTF-8' }
  const sshd = await startSshd({ folder: join(folder, 'sshd'), path: node.bin, env })
  const target = (over: Partial<SshTarget> = {}): SshTarget => ({ ...through(sshd), ...over })
  return {
    folder,
    node,
    sshd,
    target,
    read: (t, over) => read(t, target(over), node),
    inMood(t, mood) {
      node.mood(mood)
      t.after(() => {
        node.mood('well')
      })
    },
    withCommand(t, name, script) {
      node.command(name, script)
      t.after(() => {
        if (name === 'sensors') node.command(name, SENSORS)
        else node.without(name)
      })
    },
    async stop() {
      await sshd.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** How to sign in to an sshd of the tests. */
export const through = ({ port, username, privateKey, fingerprint }: Sshd): SshTarget => ({
  host: '127.0.0.1',
  port,
  username,
  privateKey,
  sudo: false,
  hostKey: pinned([fingerprint]),
})

async function read(t: TestContext, target: SshTarget, node: FakeNode): Promise<Seen> {
  let channels = 0
  const link = sshLink(target, { clock: systemClock, random: systemRandom, maxSeconds: 3 })
  t.after(() => {
    link.close()
  })
  const counted = recorded(link, () => channels++)
  const startsBefore = node.pveshStarts().length
  const startedAt = performance.now()
  const everything = ofEverything(COLLECTORS, GUEST_COLLECTORS)
  const { identity, observations } = await look(overSsh(counted), everything, systemClock)
  const ofItself = observations.filter(({ subject }) => subject.scope !== 'guest')
  const byCollector = new Map(ofItself.map((observation) => [observation.collector, observation]))
  return {
    identity,
    channels,
    pveshStarts: node.pveshStarts().length - startsBefore,
    seconds: (performance.now() - startedAt) / 1000,
    outcome: (name) => byCollector.get(name)?.outcome ?? assert.fail(`no look of ${name}`),
    via: (name) => byCollector.get(name)?.via,
    ofGuest: (vmid, name) =>
      observations.find(
        ({ subject, collector }) => subject.scope === 'guest' && subject.vmid === vmid && collector === name,
      ) ?? assert.fail(`no look of ${name} of ${String(vmid)}`),
    failed: (kind) =>
      ofItself
        .filter(({ outcome }) => outcome.status === 'failed' && outcome.failure.kind === kind)
        .map(({ collector }) => collector),
  }
}

/** For `assert.rejects`: a failure of this kind that says this. */
export const refusedAs = (kind: FailureKind, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof FailureError)
  assert.equal(error.failure.kind, kind)
  assert.match(error.message, message)
  return true
}
