import type { EventKind, FleetEvent } from '../model/fleet-event.ts'

/** An event with the name its node has. */
type Named = FleetEvent & { readonly node: string | null }

const nodeOf = ({ node, nodeId }: Named): string => `node ${node ?? nodeId ?? ''}`.trimEnd()
const guestOf = ({ vmid, name }: Named): string => `guest ${vmid ?? ''}${name === null ? '' : ` (${name})`}`
const subjectOf = (event: Named): string =>
  event.vmid === null ? (event.nodeId === null ? 'the cluster' : nodeOf(event)) : guestOf(event)

const fromTo = ({ from, to }: Named): string => `${from ?? 'nothing'} → ${to ?? 'nothing'}`

function configText(event: Named): string {
  const { what, from, to } = event
  if (what === null) return `the configuration of ${guestOf(event)} has become another one`
  return from === null && to === null
    ? `${what} of ${guestOf(event)} changed`
    : `${what} of ${guestOf(event)} changed: ${fromTo(event)}`
}

function accessText(event: Named): string {
  if (event.to === null) return `${nodeOf(event)} is asked again`
  const why = event.to === 'untrusted' ? 'it shows another key or certificate' : 'it refuses the sign-in'
  return `${nodeOf(event)} is not asked any more: ${why}`
}

function findingText(event: Named): string {
  const { what, from, to } = event
  const now = to === null ? 'over' : from === null ? to : `${to}, was ${from}`
  return `${subjectOf(event)}: ${what ?? ''} (${now})`
}

const TEXTS: Readonly<Record<EventKind, (event: Named) => string>> = {
  'node-first-seen': (event) => `${nodeOf(event)} was read for the first time`,
  'node-status': (event) => `${nodeOf(event)}: ${fromTo(event)}`,
  'node-rebooted': (event) => `${nodeOf(event)} was started anew`,
  'node-version': (event) => `pve-manager on ${nodeOf(event)}: ${fromTo(event)}`,
  'node-kernel': (event) => `kernel on ${nodeOf(event)}: ${fromTo(event)}`,
  'node-license': (event) => `subscription of ${nodeOf(event)}: ${fromTo(event)}`,
  'node-access': accessText,
  'storage-appeared': ({ what }) => `storage ${what ?? ''} was added`,
  'storage-gone': ({ what }) => `storage ${what ?? ''} was removed`,
  'storage-status': (event) => `storage ${event.what ?? ''} on ${nodeOf(event)}: ${fromTo(event)}`,
  'pool-health': (event) => `pool ${event.what ?? ''} on ${nodeOf(event)}: ${fromTo(event)}`,
  'cluster-quorum': (event) => `the cluster: ${fromTo(event)}`,
  'member-joined': ({ what }) => `node ${what ?? ''} joined the cluster`,
  'member-left': ({ what }) => `node ${what ?? ''} left the cluster`,
  'guest-appeared': (event) => `${guestOf(event)} appeared on node ${event.to ?? ''}`,
  'guest-gone': (event) => `${guestOf(event)} is gone from node ${event.from ?? ''}`,
  'guest-moved': (event) => `${guestOf(event)} moved: ${fromTo(event)}`,
  'guest-status': (event) => `${guestOf(event)}: ${fromTo(event)}`,
  'guest-config': configText,
  'guest-agent': (event) => `guest agent of ${guestOf(event)}: ${fromTo(event)}`,
  'snapshot-made': (event) => `snapshot ${event.what ?? ''} of ${guestOf(event)} was taken`,
  'snapshot-removed': (event) => `snapshot ${event.what ?? ''} of ${guestOf(event)} was removed`,
  finding: findingText,
  'events-dropped': ({ to }) => `more than ${to ?? ''} things changed within an hour: the rest of them is not kept`,
}

/** An event as a sentence. */
export const eventText = (event: Named): string => TEXTS[event.kind](event)
