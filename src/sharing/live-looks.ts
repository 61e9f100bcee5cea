import type { Observation } from '../model/observation.ts'
import type { Exchange, LiveLook } from '../store/sharing-port.ts'

/** Hands on what live rounds see: all that one round says of a remote together. */
export function openLiveLooks(
  exchange: Pick<Exchange, 'keepLive'>,
  kept: (remoteId: number) => void,
  failed: (error: unknown) => void,
) {
  const waiting = new Map<number, LiveLook[]>()
  const send = (remoteId: number): void => {
    const looks = waiting.get(remoteId) ?? []
    waiting.delete(remoteId)
    exchange.keepLive(remoteId, looks).then(() => {
      kept(remoteId)
    }, failed)
  }
  return (remoteId: number, nodeId: number, observations: readonly Observation[]): void => {
    const looks = waiting.get(remoteId)
    if (looks) looks.push({ nodeId, observations })
    else {
      waiting.set(remoteId, [{ nodeId, observations }])
      queueMicrotask(() => {
        send(remoteId)
      })
    }
  }
}
