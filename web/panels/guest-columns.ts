import type { GuestItem } from '../api/shapes.ts'
import { GUEST_STATES, guestState } from '../format/guest-state.ts'
import { whyUnknown } from '../format/why-unknown.ts'
import { show } from '../state/formats.ts'
import { say } from '../state/language.ts'
import { guestName } from '../state/words.ts'
import type { Column } from '../table/column.ts'
import { trafficText, uptimeText } from './guest-texts.ts'

/** The older, the larger. */
const ageOf = ({ collected_at: at }: GuestItem): number | null => (at === null ? null : -Date.parse(at))

const together = (values: readonly (string | number)[] | null): string | null => values?.join(', ') ?? null

/** Why what its configuration tells is not known. */
const unread = ({ problems }: GuestItem): string | null => whyUnknown(problems, 'config')

const USUAL: readonly Column<GuestItem>[] = [
  {
    id: 'status',
    label: 'guests.status',
    width: 118,
    ageless: true,
    value: (guest) => GUEST_STATES.indexOf(guestState(guest)),
    fields: {
      status: ({ status }) => status,
      qmp_status: (guest) => guest.qmp_status,
      template: ({ template }) => template,
    },
  },
  { id: 'vmid', label: 'guests.vmid', width: 60, ageless: true, value: ({ vmid }) => vmid },
  {
    id: 'name',
    label: 'guests.name',
    width: 118,
    heading: true,
    ageless: true,
    value: ({ name }) => name,
    text: (guest) => guestName(guest, say),
  },
  {
    id: 'type',
    label: 'guests.type',
    width: 50,
    ageless: true,
    value: ({ type }) => type,
    text: ({ type }) => say(`guests.short.${type}`),
  },
  { id: 'node', label: 'guests.node', width: 100, ageless: true, value: ({ node }) => node },
  {
    id: 'cpu',
    label: 'guests.cpu',
    width: 100,
    numeric: true,
    value: (guest) => guest.cpu_percent,
    fields: { cpu_percent: (guest) => guest.cpu_percent, cpus: ({ cpus }) => cpus },
  },
  {
    id: 'memory',
    label: 'guests.memory',
    width: 100,
    numeric: true,
    value: (guest) => guest.mem_percent,
    fields: {
      mem_used_bytes: (guest) => guest.mem_used_bytes,
      mem_total_bytes: (guest) => guest.mem_total_bytes,
      mem_percent: (guest) => guest.mem_percent,
    },
  },
  {
    id: 'disk',
    label: 'guests.disk',
    width: 133,
    numeric: true,
    value: (guest) => guest.storage_used_bytes,
    fields: {
      storage_used_bytes: (guest) => guest.storage_used_bytes,
      storage_size_bytes: (guest) => guest.storage_size_bytes,
    },
  },
  {
    id: 'addresses',
    label: 'guests.addresses',
    width: 118,
    mono: true,
    value: (guest) => guest.ip_addresses?.[0],
    fields: { ip_addresses: (guest) => together(guest.ip_addresses) },
  },
  { id: 'tags', label: 'guests.tags', width: 131, value: ({ tags }) => together(tags), why: unread },
  {
    id: 'uptime',
    label: 'guests.uptime',
    width: 84,
    numeric: true,
    value: (guest) => guest.uptime_seconds,
    text: uptimeText,
    why: ({ problems }) => whyUnknown(problems, 'runtime'),
    fields: { uptime_seconds: (guest) => guest.uptime_seconds },
  },
  {
    id: 'age',
    label: 'guests.age',
    width: 72,
    ageless: true,
    numeric: true,
    value: ageOf,
    fields: { collected_at: (guest) => guest.collected_at },
  },
]

const MORE: readonly Column<GuestItem>[] = [
  {
    id: 'traffic',
    label: 'guests.traffic',
    width: 110,
    numeric: true,
    value: (guest) => guest.net_bps,
    text: trafficText,
    fields: { net_bps: (guest) => guest.net_bps },
  },
  {
    id: 'cluster',
    label: 'guests.cluster',
    width: 120,
    ageless: true,
    value: ({ cluster }) => cluster,
    text: ({ cluster }) => cluster ?? say('node.standalone'),
  },
  { id: 'os', label: 'guests.os', width: 180, value: ({ os }) => os, why: unread },
  {
    id: 'agent',
    label: 'guests.agent',
    width: 110,
    value: ({ agent }) => agent.running,
    text: ({ type, agent: { running } }) => {
      if (running === null) return type === 'lxc' ? '' : null
      return say(running ? 'guests.answers' : 'guests.silent')
    },
    fields: { agent_running: ({ agent }) => agent.running },
  },
  {
    id: 'snapshots',
    label: 'guests.snapshots',
    width: 90,
    numeric: true,
    value: ({ snapshots }) => snapshots.count,
    fields: { snapshots_count: ({ snapshots }) => snapshots.count },
  },
  {
    id: 'oldest',
    label: 'guests.oldest',
    width: 120,
    value: ({ snapshots }) => snapshots.oldest_at,
    text: ({ snapshots }) => (snapshots.count === 0 ? '' : show.day(snapshots.oldest_at)),
    fields: { snapshots_oldest_at: ({ snapshots }) => snapshots.oldest_at },
  },
  // Not known is the same as none here: PVE lists only what high availability or a pool has.
  {
    id: 'ha',
    label: 'guests.ha',
    width: 90,
    value: ({ ha }) => ha.state ?? '',
    fields: { ha_state: ({ ha }) => ha.state },
  },
  {
    id: 'pool',
    label: 'guests.pool',
    width: 110,
    value: ({ pool }) => pool ?? '',
    fields: { pool: ({ pool }) => pool },
  },
  { id: 'bridges', label: 'guests.bridges', width: 110, value: ({ bridges }) => together(bridges), why: unread },
  { id: 'vlans', label: 'guests.vlans', width: 90, value: ({ vlans }) => together(vlans), why: unread },
  { id: 'macs', label: 'guests.macs', width: 150, mono: true, value: ({ macs }) => together(macs), why: unread },
  {
    id: 'lock',
    label: 'guests.lock',
    width: 90,
    value: ({ lock }) => lock ?? '',
    fields: { lock: ({ lock }) => lock },
  },
]

export const GUEST_COLUMNS: readonly Column<GuestItem>[] = [
  ...USUAL,
  ...MORE.map((column) => ({ ...column, extra: true })),
]
