import type { Kept, Observation } from '../../src/model/observation.ts'
import type { Remote, SshAccess } from '../../src/model/remote.ts'
import { Secret } from '../../src/model/secret.ts'
import type { NewRemote, Store } from '../../src/store/port.ts'
import { sawNode } from '../tools/known-node.ts'

/** A store under test that can be closed and opened again on what it kept. */
export interface Opened {
  store: Store
  reopen(this: void): Promise<Store>
  dispose(this: void): Promise<void>
}

export const ssh: SshAccess = {
  port: 2222,
  username: 'panoramica',
  privateKey: new Secret('PRIVATE KEY OF ALPHA'),
  passphrase: null,
  password: null,
  useAgent: false,
  sudo: true,
}

export const alpha: NewRemote = {
  name: 'alpha',
  address: 'pve1.example',
  cluster: 'prod',
  ssh,
  api: { port: 8006, tokenId: 'panoramica@pve!read', tokenSecret: new Secret('TOKEN OF ALPHA') },
  pins: [
    { kind: 'ssh', host: '192.0.2.2', port: 2222, sha256: 'SHA256:bbbb', keyType: 'ssh-rsa' },
    { kind: 'ssh', host: 'pve1.example', port: 2222, sha256: 'SHA256:aaaa', keyType: null },
  ],
  site: 'milan',
  fromFile: false,
  addedAt: 1_767_225_600_000,
}

export const beta: NewRemote = { ...alpha, name: 'beta', cluster: null, ssh: null, api: null, pins: [] }

export const look = (collector: string, outcome: Observation['outcome'], at: number): Observation => ({
  collector,
  subject: { scope: 'node', node: 'pve1' },
  outcome,
  at,
  durationMs: 12,
  via: outcome.status === 'ok' ? 'ssh-batch' : null,
})

export const lookAtGuest = (
  vmid: number,
  collector: string,
  outcome: Observation['outcome'],
  at: number,
): Observation => ({
  ...look(collector, outcome, at),
  subject: { scope: 'guest', node: 'pve1', vmid, type: 'qemu' },
})

export const NOTHING = { nodes: [], guests: [] }

export const ok = (value: unknown): Observation['outcome'] => ({ status: 'ok', value })
export const timedOut: Observation['outcome'] = {
  status: 'failed',
  failure: { kind: 'timeout', message: 'no answer within 10 s', hint: null },
}

/** With the secrets in the clear, so that they are compared too. */
export const revealed = ({ ssh: shell, api, ...rest }: Remote): unknown => ({
  ...rest,
  ssh: shell && {
    ...shell,
    privateKey: shell.privateKey?.reveal(),
    passphrase: shell.passphrase?.reveal(),
    password: shell.password?.reveal(),
  },
  api: api && { ...api, tokenSecret: api.tokenSecret.reveal() },
})

export const keptOf = async (store: Store, nodeId: number): Promise<Record<string, Kept>> =>
  Object.fromEntries(
    (await store.kept()).nodes.filter((one) => one.nodeId === nodeId).map(({ kept }) => [kept.last.collector, kept]),
  )

export const withNode = async (store: Store): Promise<number> => {
  const { id } = await store.addRemote(alpha)
  return (await sawNode(store, { remoteId: id, name: 'pve1', address: 'pve1.example', at: 1 })).id
}

export const saw = (store: Store, remoteId: number, name: string) =>
  sawNode(store, { remoteId, name, address: 'a', at: 1 })

export type Case = (opened: Opened) => Promise<void>
