/** What operators call things. */
export const PLACES = [
  'turin',
  'milan',
  'zurich',
  'vienna',
  'porto',
  'lyon',
  'leeds',
  'oslo',
  'gdansk',
  'utrecht',
  'bergen',
  'malmo',
  'graz',
  'bologna',
  'ghent',
  'bilbao',
  'tartu',
  'brno',
  'cork',
  'aarhus',
] as const

export const PURPOSES = [
  'prod',
  'lab',
  'edge',
  'dmz',
  'backup',
  'staging',
  'office',
  'hosting',
  'research',
  'vdi',
] as const

export const NODE_STEMS = ['pve', 'pve-node', 'kvm', 'virt', 'hv', 'node', 'host'] as const

export const ROLES = [
  'web',
  'db',
  'mail',
  'dns',
  'proxy',
  'git',
  'ci',
  'monitor',
  'files',
  'erp',
  'crm',
  'wiki',
  'ldap',
  'vpn',
  'cache',
  'queue',
  'search',
  'backup',
  'print',
  'ntp',
  'mqtt',
  'camera',
  'build',
  'registry',
  'terminal',
] as const

export const TAGS = [
  'prod',
  'test',
  'dev',
  'critical',
  'web',
  'database',
  'internal',
  'customer-a',
  'customer-b',
  'legacy',
] as const

export const POOLS = ['production', 'development', 'customers'] as const

export const NOTES = [
  'Owner: infrastructure team',
  'See wiki page "Hosting" before touching.\n\n| contact | phone |\n|---|---|\n| on call | 112 |',
  'Nächtliche Sicherung um 02:30 – nicht anhalten!',
  'Migrated from VMware',
  '# Reverse proxy\n\nCertificates are renewed by a timer.',
] as const
