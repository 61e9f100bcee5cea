import assert from 'node:assert/strict'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { buildApp } from '../../src/api/app.ts'
import type { Accounts } from '../../src/api/auth/port.ts'
import type { ApiPorts, Fleet } from '../../src/api/ports.ts'
import type { Entrance } from '../../src/api/entrance.ts'
import type { MemberState, RemoteDesk } from '../../src/model/desk.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { Remote } from '../../src/model/remote.ts'
import { Secret } from '../../src/model/secret.ts'
import { knownNode } from './known-node.ts'

/** What must appear in no reply and no log line. */
export const SECRETS = {
  privateKey: 'kept-private-key-Qx7',
  passphrase: 'kept-passphrase-Qx7',
  password: 'kept-password-Qx7',
  tokenSecret: 'kept-token-Qx7',
}

export const FINGERPRINT = `SHA256:${'A'.repeat(42)}E`
export const OTHER_FINGERPRINT = `SHA256:${'B'.repeat(42)}I`

export const REMOTE: Remote = {
  id: 1,
  name: 'prod',
  address: 'pve1.lan',
  cluster: 'prod',
  ssh: {
    port: 22,
    username: 'root',
    privateKey: new Secret(SECRETS.privateKey),
    passphrase: new Secret(SECRETS.passphrase),
    password: null,
    useAgent: false,
    sudo: false,
  },
  api: { port: 8006, tokenId: 'root@pam!panoramica', tokenSecret: new Secret(SECRETS.tokenSecret) },
  pins: [
    { kind: 'ssh', host: 'pve1.lan', port: 22, sha256: FINGERPRINT, keyType: null },
    { kind: 'ssh', host: '192.168.1.2', port: 22, sha256: OTHER_FINGERPRINT, keyType: 'ssh-rsa' },
  ],
  site: null,
  fromFile: false,
  addedAt: Date.UTC(2026, 0, 1),
}

/** `REMOTE` as it comes back. */
export const REMOTE_REPLY = {
  id: 1,
  name: 'prod',
  address: 'pve1.lan',
  cluster: 'prod',
  ssh: {
    port: 22,
    username: 'root',
    use_agent: false,
    sudo: false,
    has_private_key: true,
    has_passphrase: true,
    has_password: false,
  },
  api: { port: 8006, token_id: 'root@pam!panoramica' },
  pins: [
    { kind: 'ssh', host: 'pve1.lan', port: 22, sha256: FINGERPRINT, key_type: null },
    { kind: 'ssh', host: '192.168.1.2', port: 22, sha256: OTHER_FINGERPRINT, key_type: 'ssh-rsa' },
  ],
  site: null,
  from_file: false,
  added_at: '2026-01-01T00:00:00.000Z',
}

/** One cluster with the nodes 1 and 2; of the first, only its version was read. */
export function sampleFleet(): Fleet {
  const at = Date.UTC(2026, 0, 1)
  const fleet = openFleet(fakeClock(at))
  const node = (id: number) =>
    knownNode({ id, name: `pve${id}`, address: `pve${id}.lan`, firstSeenAt: at, lastSeenAt: at })
  fleet.place(REMOTE, [node(1), node(2)])
  const value = {
    pveVersion: '8.4.21',
    kernelVersion: '6.8.12-9-pve',
    uptimeSeconds: 7,
    bootMode: null,
    secureBoot: null,
  }
  const outcome = { status: 'ok', value } as const
  const subject = { scope: 'node', node: 'pve1' } as const
  fleet.apply(1, [{ collector: 'version', subject, outcome, at, durationMs: 12, via: 'ssh-batch' }])
  return fleet
}

export interface Fakes {
  readonly store?: Partial<ApiPorts['store']>
  readonly fleet?: Partial<Fleet>
  readonly remotes?: Partial<RemoteDesk>
  readonly accounts?: Accounts
  readonly history?: Partial<ApiPorts['history']>
  readonly transcripts?: Partial<ApiPorts['transcripts']>
  readonly permissions?: ApiPorts['permissions']
  readonly share?: ApiPorts['share']
  readonly entrance?: Entrance
  readonly logger?: Logger
  readonly clock?: Clock
}

/** Whoever asks is the same admin. */
const everybodyIsAdmin = {
  identify: async () => ({
    identity: { via: 'token', role: 'admin', actor: { kind: 'token', name: 'test' }, userId: null, expiresAt: null },
    cookies: [],
  }),
} satisfies Partial<Accounts> as Partial<Accounts> as Accounts

/** How the API is reached in tests: as it is without settings. */
export const AT_LOOPBACK = {
  site: { publicOrigin: null, tls: false, isOpen: false },
  tls: null,
  trustedProxies: [],
  firstAdmin: null,
  oidc: null,
} satisfies Entrance

/** An API over one known remote whose host does what it is asked. Parts of its ports can be replaced. */
export async function apiWith(fakes: Fakes = {}, webFolder: string | null = null) {
  const { store, fleet, remotes, accounts = everybodyIsAdmin, entrance = AT_LOOPBACK, history, transcripts } = fakes
  const log: string[] = []
  const ports: ApiPorts = {
    store: {
      ping: async () => undefined,
      remotes: async () => [REMOTE],
      remote: async (id) => (id === REMOTE.id ? REMOTE : null),
      recordEvent: async () => undefined,
      events: async () => [],
      ...store,
    },
    fleet: { ...sampleFleet(), ...fleet },
    remotes: { ...obligingDesk, ...remotes },
    accounts,
    history: { events: async () => [], course: async () => [], since: () => null, ...history },
    transcripts: { of: () => [], ...transcripts },
    permissions: fakes.permissions ?? [],
    ...(fakes.share && { share: fakes.share }),
  }
  const { clock = fakeClock() } = fakes
  const { logger = pino({ level: 'trace', base: null, timestamp: false }, { write: (line) => log.push(line) }) } = fakes
  const app = await buildApp(ports, { ...entrance, logger, version: '1.2.3', webFolder, clock })
  return { app, log }
}

const MEMBERS: readonly MemberState[] = [
  {
    nodeId: 1,
    name: 'pve1',
    address: 'pve1.lan',
    sshPort: null,
    addressSetBy: 'operator',
    stopped: null,
    silence: null,
  },
  {
    nodeId: 2,
    name: 'pve2',
    address: '192.168.1.2',
    sshPort: null,
    addressSetBy: 'cluster',
    stopped: null,
    silence: null,
  },
]

const obligingDesk: RemoteDesk = {
  add: async () => ({
    kind: 'added',
    remote: REMOTE,
    cluster: { name: 'prod', quorate: true },
    members: [
      { nodeId: 1, name: 'pve1', address: 'pve1.lan', online: true },
      { nodeId: 2, name: 'pve2', address: '192.168.1.2', online: null },
    ],
  }),
  change: async (id) => (id === REMOTE.id ? { kind: 'changed', remote: REMOTE } : { kind: 'not-found' }),
  remove: async (id) => id === REMOTE.id,
  test: async (id) =>
    id === REMOTE.id
      ? { kind: 'reached', node: 'pve1', pveVersion: '8.4.21', milliseconds: 431 }
      : { kind: 'not-found' },
  members: async () => MEMBERS,
  changeMember: async (_id, nodeId, { address: wanted, sshPort }) => {
    const member = MEMBERS.find((one) => one.nodeId === nodeId)
    return member
      ? { kind: 'changed', member: { ...member, address: wanted ?? member.address, sshPort, addressSetBy: 'operator' } }
      : { kind: 'not-found' }
  },
  refresh: async () => true,
  refreshGuest: async () => true,
  course: async () => ({
    course: { stepMs: 60_000, knows: () => false, points: () => [] },
    failure: { kind: 'unreachable', message: 'the node does not answer', hint: null },
  }),
}

let obliging: ReturnType<typeof apiWith> | null = null

/** One request to an API over these ports. */
export async function ask(request: InjectOptions, fakes?: Fakes): Promise<LightMyRequestResponse> {
  const { app } = await (fakes ? apiWith(fakes) : (obliging ??= apiWith()))
  return app.inject(request)
}

/** That a reply is a problem of this code, and well formed. Returns it. */
export function problemIn(response: LightMyRequestResponse, status: number, code: string): Record<string, unknown> {
  assert.equal(response.headers['content-type'], 'application/problem+json', response.body)
  const problem = response.json<Record<string, unknown>>()
  assert.deepEqual([response.statusCode, problem['status'], problem['code']], [status, status, code], response.body)
  assert.equal(problem['type'], `urn:panoramica:problem:${code}`)
  for (const member of ['title', 'detail']) assert.match(String(problem[member]), /\w/)
  return problem
}
