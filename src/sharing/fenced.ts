import { FailureError } from '../model/failure.ts'
import type { Transport } from '../transport/transport.ts'

/** A transport that asks nothing of its node without the right to. */
export function fenced(transport: Transport, mayRead: () => boolean): Transport {
  const check = (): void => {
    if (!mayRead()) throw new FailureError('unreachable', 'another process reads this node now', null)
  }
  return {
    get guestsAtOnce() {
      return transport.guestsAtOnce
    },
    async identify() {
      check()
      return transport.identify()
    },
    portsOf(node, kind) {
      const ports = transport.portsOf(node, kind)
      return (trace) => {
        check()
        return ports(trace)
      }
    },
    async memberKeys() {
      return mayRead() ? transport.memberKeys() : []
    },
    missing: () => transport.missing(),
    resume: () => {
      transport.resume()
    },
    close: () => {
      transport.close()
    },
  }
}
