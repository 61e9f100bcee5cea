import type { Run } from '../model/transcript.ts'
import { batchedPorts } from './batch.ts'
import { identify } from './identify.ts'
import { memberKeys } from './member-keys.ts'
import type { Link } from './section.ts'
import type { Transport } from './transport.ts'

/** `begin`: the link as one run is to have it, for who wants to listen in. */
export function overSsh(link: Link, begin: (kind: Run['kind']) => Link = () => link): Transport {
  let identified: Link | null = null
  return {
    async identify() {
      const own = begin('look')
      const identity = await identify(own)
      identified = own
      return identity
    },
    portsOf(node, kind) {
      if (kind) return batchedPorts(begin(kind), node)
      const own = identified ?? begin('live')
      identified = null
      return batchedPorts(own, node)
    },
    guestsAtOnce: null,
    memberKeys: async () => [await memberKeys(link)],
    missing: () => [],
    resume: () => undefined,
    close: () => {
      link.close()
    },
  }
}
