import type { LicenseItem } from '../../src/api/contract.ts'
import { licenseRank } from '../format/license-state.ts'
import { show } from '../state/formats.ts'
import { say } from '../state/language.ts'
import type { Column } from '../table/column.ts'

/** The older, the larger. */
const ageOf = ({ collected_at: at }: LicenseItem): number | null => (at === null ? null : -Date.parse(at))

/** A node without a subscription has none of this, which is no lack of knowledge. */
const orNone =
  (read: (license: LicenseItem) => string | null) =>
  (license: LicenseItem): string | null =>
    read(license) ?? (license.status === 'notfound' ? '' : null)

export const LICENSE_COLUMNS: readonly Column<LicenseItem>[] = [
  { id: 'node', label: 'members.name', width: 140, heading: true, ageless: true, value: ({ node }) => node },
  {
    id: 'status',
    label: 'license.status',
    width: 116,
    value: ({ status }) => licenseRank(status),
    fields: { status: ({ status }) => status },
  },
  {
    id: 'expires',
    label: 'license.expires',
    width: 236,
    value: ({ expires }) => expires,
    fields: { expires: ({ expires }) => expires },
  },
  {
    id: 'level',
    label: 'license.level',
    width: 110,
    value: ({ level }) => level,
    text: orNone(({ level }) => level),
  },
  {
    id: 'cluster',
    label: 'nodes.cluster',
    width: 130,
    ageless: true,
    value: ({ cluster }) => cluster,
    text: ({ cluster }) => cluster ?? say('node.standalone'),
  },
  {
    id: 'sockets',
    label: 'license.sockets',
    width: 84,
    numeric: true,
    value: ({ sockets }) => sockets,
    text: orNone(({ sockets }) => show.count(sockets)),
  },
  {
    id: 'key',
    label: 'license.key',
    width: 132,
    mono: true,
    value: ({ key }) => key,
    text: orNone(({ key }) => key),
  },
  {
    id: 'checked',
    label: 'license.checked',
    width: 116,
    value: (license) => license.checked_at,
    text: orNone((license) => show.day(license.checked_at)),
    fields: { checked_at: (license) => license.checked_at },
  },
  {
    id: 'age',
    label: 'nodes.age',
    width: 104,
    ageless: true,
    numeric: true,
    value: ageOf,
    fields: { collected_at: (license) => license.collected_at },
  },
  {
    id: 'product',
    label: 'license.product',
    width: 320,
    extra: true,
    value: ({ product }) => product,
    text: orNone(({ product }) => product),
  },
  {
    id: 'message',
    label: 'license.message',
    width: 260,
    extra: true,
    value: ({ message }) => message ?? '',
    fields: { message: ({ message }) => message },
  },
]
