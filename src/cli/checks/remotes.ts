import { semaphore } from '../../lib/semaphore.ts'
import type { KnownNode, Remote } from '../../model/remote.ts'
import type { Surroundings } from '../../polling/connect.ts'
import { trustedNodes } from '../../polling/targets.ts'
import type { Store } from '../../store/port.ts'
import { ok, warning } from './check.ts'
import type { Check } from './check.ts'
import { overHttps } from './over-https.ts'
import { overSsh } from './over-ssh.ts'

/** Signs in to every node there is a way to, each way once, and says what it finds there. */
export async function remotes(
  store: Pick<Store, 'remotes' | 'nodes'>,
  surroundings: Surroundings,
  maxAtOnce: number,
): Promise<Check[]> {
  const all = await store.remotes()
  if (all.length === 0) return [ok('no remote has been added yet')]
  const byRemote = Map.groupBy(await store.nodes(), ({ remoteId }) => remoteId)
  const visits = all.flatMap((remote) => visitsTo(remote, byRemote.get(remote.id) ?? [], surroundings))
  return (await Promise.all(visits.map(semaphore(maxAtOnce)))).flat()
}

type Visit = () => Promise<readonly Check[]>

function visitsTo(remote: Remote, nodes: readonly KnownNode[], surroundings: Surroundings): Visit[] {
  const present = nodes.filter(({ gone }) => gone === null)
  const trusted = new Map(trustedNodes(remote, present).map(({ node, access }) => [node.id, access]))
  return present.flatMap((node): Visit[] => {
    const { name } = node
    const access = trusted.get(node.id)
    const { ssh = null, api = null } = access ?? {}
    return [
      ...(access && ssh ? [() => overSsh(name, access, ssh, surroundings)] : []),
      ...(access && api ? [() => overHttps(name, access, api, surroundings)] : []),
      ...(remote.ssh && !ssh ? [async () => [unread(node, remote)]] : []),
    ]
  })
}

const unread = ({ name }: KnownNode, remote: Remote): Check =>
  warning(
    `${name} of ${remote.name} is not read over SSH: no host key of it is trusted`,
    'Change the remote, for example its name: then its cluster is asked for the key again.',
  )
