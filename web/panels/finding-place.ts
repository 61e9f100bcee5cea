import type { RouteLocationRaw } from 'vue-router'
import type { FindingItem } from '../../src/api/contract.ts'

/** Tells a finding from all others. */
export const findingKey = ({ subject: { remote_id, node_id, vmid }, section, text }: FindingItem): string =>
  [remote_id, node_id, vmid, section, text].join('/')

/** What it is about is called; a guest without a name goes by its number. */
export const subjectName = ({ subject: { name, vmid } }: FindingItem): string => name ?? String(vmid ?? '')

/** The tabs of a node that show a section; all others are on the first. */
const TABS: Readonly<Record<string, string>> = {
  storage: 'storage',
  zfs_pools: 'storage',
  thin_pools: 'storage',
  network: 'network',
  license: 'license',
}

/** Where more is told of what a finding is about. */
export function findingPlace({ section, subject }: FindingItem): RouteLocationRaw {
  const { kind, node_id, vmid, remote_id } = subject
  if (node_id === null) return { name: 'remote', params: { id: remote_id } }
  if (kind === 'guest' && vmid !== null) return { name: 'guest', params: { id: node_id, vmid } }
  const tab = TABS[section.split('.')[0] ?? '']
  return { name: 'node', params: { id: node_id }, ...(tab !== undefined && { query: { tab } }) }
}
