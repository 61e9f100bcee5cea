import { z } from 'zod'
import type { Remote } from '../model/remote.ts'
import type { Member } from '../model/desk.ts'

const idShape = z.number().describe('number of the remote, the same for ever')

/** A remote as it comes back: of its secrets, only whether they are there. */
export const remoteShape = z.object({
  id: idShape,
  name: z.string().describe('how it is shown'),
  address: z.string().describe('where it is reached from here'),
  cluster: z.string().nullable().describe('name of the cluster; null for a standalone node'),
  site: z.string().nullable().describe('where it is, which says who reads it; null for nowhere in particular'),
  ssh: z
    .object({
      port: z.number(),
      username: z.string(),
      use_agent: z.boolean(),
      sudo: z.boolean(),
      has_private_key: z.boolean(),
      has_passphrase: z.boolean(),
      has_password: z.boolean(),
    })
    .nullable()
    .describe('how it is signed in to over SSH'),
  api: z
    .object({ port: z.number(), token_id: z.string() })
    .nullable()
    .describe('how it is signed in to over the HTTPS API'),
  pins: z
    .array(
      z.object({
        kind: z.enum(['ssh', 'tls']),
        host: z.string(),
        port: z.number(),
        sha256: z.string(),
        key_type: z
          .string()
          .nullable()
          .describe('type of a key learnt over another member; null for one that was confirmed'),
      }),
    )
    .describe('the keys that are trusted'),
  from_file: z.boolean().describe('whether it is kept in the file of remotes, where alone it is changed'),
  added_at: z.string().describe('time it was added, ISO 8601 in UTC'),
})
type RemoteReply = z.infer<typeof remoteShape>

export const addedShape = z.object({
  remote: remoteShape,
  cluster: z.object({
    name: z.string().nullable().describe('null for a standalone node'),
    quorate: z.boolean().nullable().describe('null for a standalone node'),
  }),
  members: z.array(
    z.object({
      node_id: z.number().describe('number of the node, the same for ever'),
      name: z.string(),
      address: z.string().describe('where it is reached from here'),
      online: z.boolean().nullable().describe('as corosync says; null where it does not'),
    }),
  ),
})
export type AddedReply = z.infer<typeof addedShape>

export const remoteListShape = z.object({ items: z.array(remoteShape), total: z.number() })

export const testShape = z.object({
  node: z.string().describe('name of the node that answered'),
  proxmox_version: z.string().nullable().describe('version of pve-manager, for example 8.4.21'),
  duration_ms: z.number().describe('time it took, in milliseconds'),
})
export type TestReply = z.infer<typeof testShape>

export function remoteReply(remote: Remote): RemoteReply {
  const { id, name, address, cluster, site, ssh, api, pins, fromFile, addedAt } = remote
  return {
    id,
    name,
    address,
    cluster,
    site,
    ssh: ssh && {
      port: ssh.port,
      username: ssh.username,
      use_agent: ssh.useAgent,
      sudo: ssh.sudo,
      has_private_key: ssh.privateKey !== null,
      has_passphrase: ssh.passphrase !== null,
      has_password: ssh.password !== null,
    },
    api: api && { port: api.port, token_id: api.tokenId },
    pins: pins.map(({ keyType, ...pin }) => ({ ...pin, key_type: keyType })),
    from_file: fromFile,
    added_at: new Date(addedAt).toISOString(),
  }
}

export const memberReply = ({ nodeId, name, address, online }: Member): AddedReply['members'][number] => ({
  node_id: nodeId,
  name,
  address,
  online,
})
