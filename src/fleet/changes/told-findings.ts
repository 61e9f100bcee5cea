import type { FindingItem } from '../findings.ts'
import type { News, Told } from './told.ts'

type ToldFinding = Told['findings'][string]

/** What is found again sooner was never away: a value that hovers around its limit is one finding. */
const SETTLING_MS = 15 * 60_000

/** Why a node is not read: one finding, whatever the words are. */
const CONTACT = 'status'
/** What is told as the status of a node, or as the quorum of a cluster. */
const TOLD_OTHERWISE: readonly string[] = [CONTACT, 'cluster']

/** Sentences carry numbers that move: a storage is the same finding at 86 % as at 87 %. */
const withoutNumbers = (text: string): string => text.replace(/(?<!\S)\d{1,20}(?:\.\d{1,20})?(?!\S)/g, '#')

/** What tells a finding from all others of its remote, whatever its numbers are. */
export const findingKey = ({ subject: { kind, node_id, vmid }, section, text }: FindingItem): string =>
  JSON.stringify([kind, node_id, vmid, section, section === CONTACT ? '' : withoutNumbers(text)])

const newsOf = (
  { nodeId, vmid, section, text: what }: ToldFinding,
  name: string | null,
  at: number,
  from: string | null,
  to: string | null,
): News[] => (TOLD_OTHERWISE.includes(section) ? [] : [{ nodeId, vmid, name, at, kind: 'finding', what, from, to }])

/** Whether what a finding is about was known before: what is found at a first look is no change. */
function isKnown({ subject: { node_id, vmid } }: FindingItem, before: Told): boolean {
  if (vmid !== null) return vmid in before.guests
  if (node_id !== null) return before.nodes[node_id]?.read === true
  return Object.values(before.nodes).some(({ read }) => read)
}

/** What deserves attention now and did not before, or more or less so. */
function appearing(items: readonly FindingItem[], before: Told, now: number) {
  const told: Told['findings'] = {}
  const news: News[] = []
  for (const item of items) {
    const { severity, section, text, subject } = item
    const { node_id: nodeId, vmid, name } = subject
    const key = findingKey(item)
    const was = before.findings[key]
    const is = { section, severity, text, nodeId, vmid, since: was?.since ?? now }
    told[key] = was?.severity === severity ? was : is
    const isChange = was ? was.severity !== severity : isKnown(item, before)
    if (isChange) news.push(...newsOf(is, vmid === null ? null : name, now, was?.severity ?? null, severity))
  }
  return { told, news }
}

const isThere = ({ nodeId, vmid }: ToldFinding, { nodes, guests }: Pick<Told, 'nodes' | 'guests'>): boolean =>
  vmid === null ? nodeId === null || nodeId in nodes : vmid in guests

/** What deserved attention and does not any more; nothing is said of what is itself no more. */
function clearing(before: Told, here: Told['findings'], present: Pick<Told, 'nodes' | 'guests'>, now: number) {
  const told: Told['findings'] = {}
  const news: News[] = []
  for (const [key, was] of Object.entries(before.findings)) {
    if (here[key]) continue
    const isOver = now - (before.findingsSeenAt[key] ?? now) >= SETTLING_MS
    if (!isThere(was, present)) continue
    if (!isOver) told[key] = was
    else news.push(...newsOf(was, present.guests[String(was.vmid)]?.name ?? null, now, was.severity, null))
  }
  return { told, news }
}

/** What has become of what deserves attention. */
export function toldFindings(
  items: readonly FindingItem[],
  before: Told,
  present: Pick<Told, 'nodes' | 'guests'>,
  now: number,
): Pick<Told, 'findings' | 'findingsSeenAt'> & { readonly news: News[] } {
  const here = appearing(items, before, now)
  const away = clearing(before, here.told, present, now)
  const seenAt = Object.keys(away.told).map((key) => [key, before.findingsSeenAt[key] ?? now] as const)
  return {
    findings: { ...here.told, ...away.told },
    findingsSeenAt: Object.fromEntries([...Object.keys(here.told).map((key) => [key, now] as const), ...seenAt]),
    news: [...here.news, ...away.news],
  }
}
