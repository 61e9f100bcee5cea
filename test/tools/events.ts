import type { FleetEvent } from '../../src/model/fleet-event.ts'

/** An event in short: `guest-config 100 memory: 2048 → 4096`. */
export const inShort = ({ kind, nodeId, vmid, what, from, to }: FleetEvent): string => {
  const subject = vmid ?? (nodeId === null ? 'cluster' : `n${nodeId}`)
  const change = from === null && to === null ? '' : `: ${from ?? '∅'} → ${to ?? '∅'}`
  return `${kind} ${subject}${what === null ? '' : ` ${what}`}${change}`
}
