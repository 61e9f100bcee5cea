type Translate = (key: string) => string

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
