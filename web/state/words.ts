import { whyUnknown } from '../format/why-unknown.ts'

type Translate = (key: string) => string
type TranslateWith = (key: string, values: Record<string, unknown>) => string

export const yesNo = (value: boolean | null, t: Translate): string | null =>
  value === null ? null : t(value ? 'value.yes' : 'value.no')

/** What a section is called; one without a title of ours keeps the name it has in the API. */
export function sectionTitle(name: string, t: Translate): string {
  const key = `section.${name.replaceAll('.', '_')}`
  const title = t(key)
  return title === key ? name : title
}

const LICENSE_STATUSES = ['active', 'expired', 'invalid', 'new', 'notfound', 'suspended']

/** PVE's own status in words; one we do not know as PVE says it. */
export const licenseStatus = (status: string | null, t: Translate): string | null =>
  status !== null && LICENSE_STATUSES.includes(status) ? t(`license.is.${status}`) : status

/** The level where there is one, else how the subscription stands. */
export const licenseWords = (
  { status, level }: { readonly status: string | null; readonly level: string | null },
  t: Translate,
): string | null => (status === 'active' && level !== null ? level : licenseStatus(status, t))

/** What a guest is called; one whose name nobody knows by its kind and number. */
export const guestName = (
  { name, type, vmid }: { readonly name: string | null; readonly type: string; readonly vmid: number },
  t: Translate,
): string => name ?? `${t(`guests.is.${type}`)} ${vmid}`

interface Asked {
  readonly status: string
  readonly problems: Parameters<typeof whyUnknown>[0]
}

/** Why a value of a guest is not known: for what its sections say, or because it does not run. */
export const guestWhy = ({ status, problems }: Asked, sections: readonly string[], t: Translate): string | null =>
  whyUnknown(problems, ...sections) ?? (status === 'stopped' ? t('guest.notRunning') : null)

/** What a setting of a guest is called; one we have no word for goes by its key, which stands beside it. */
export function settingWord(kind: string, t: Translate): string {
  const key = `config.word.${kind}`
  const word = t(key)
  return word === key ? '' : word
}

interface Joined {
  readonly master: string | null
  readonly vlan_id: number | null
  readonly vlan_parent: string | null
  readonly bond_mode: string | null
  readonly bond_slaves: readonly string[] | null
  readonly bridge_ports: readonly string[] | null
  readonly bridge_vlan_aware: boolean | null
}

/** What an interface is part of, and what is part of it. */
export const belongsTo = (one: Joined, t: TranslateWith): string[] =>
  [
    one.master !== null && t('network.in', { name: one.master }),
    one.vlan_id !== null && t('network.vlanOn', { id: one.vlan_id, parent: one.vlan_parent ?? '—' }),
    one.bond_mode,
    one.bond_slaves?.length && t('network.members', { names: one.bond_slaves.join(', ') }),
    one.bridge_ports?.length && t('network.ports', { names: one.bridge_ports.join(', ') }),
    one.bridge_vlan_aware && t('network.vlanAware', {}),
  ].filter((part): part is string => typeof part === 'string')
