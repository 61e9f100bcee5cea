import { z } from 'zod'
import { sha256In } from '../../model/fingerprint.ts'
import { rowsOf, text, unknownOr } from '../../pve/reply.ts'
import type { MemberKeys } from '../member-keys.ts'

/** `GET /nodes`: with the certificate that pveproxy of each member shows, as far as the cluster knows it. */
export const nodesReply = rowsOf(z.object({ node: text, ssl_fingerprint: unknownOr(text) }))

export function certificatesIn(rows: z.infer<typeof nodesReply>): MemberKeys {
  const byNode = new Map(rows.map((row) => [row.node, sha256In(row.ssl_fingerprint ?? '')]))
  return (name) => {
    const sha256 = byNode.get(name) ?? null
    return sha256 === null ? null : { type: 'tls', sha256 }
  }
}
