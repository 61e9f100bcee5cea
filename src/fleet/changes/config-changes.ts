import type { z } from 'zod'
import type { config } from '../../collectors/guest/config.ts'
import type { Change } from '../../model/fleet-event.ts'
import type { RawConfig } from '../../pve/guest-config.ts'

type ConfigFact = z.infer<typeof config.fact>

/** Not settings but PVE's own notes: what it is doing, the snapshot before, the checksum. */
const NOTES = new Set(['digest', 'lock', 'parent'])

/** Too long to be told: that it changed is all. */
const TEXTS = new Set(['description'])

/** Only admins see it in the configuration, and everybody sees what changed (qm.conf(5): UUID and serial number). */
const SECRETS = new Set(['smbios1'])
const HIDDEN = '[hidden]'

const LONGEST = 200
/** When more than so many keys change, the configuration has become another one. */
const MOST_KEYS = 50

const shown = (key: string, value: string | undefined): string | null => {
  if (value === undefined || TEXTS.has(key)) return null
  if (SECRETS.has(key)) return HIDDEN
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
}

const keyChange = (key: string, was: RawConfig, is: RawConfig): Change => ({
  kind: 'guest-config',
  what: key,
  from: shown(key, was[key]),
  to: shown(key, is[key]),
})

/** Which settings of a guest changed. Those that wait for its next start have not yet. */
export function configChanges(was: ConfigFact, is: ConfigFact): Change[] {
  const keys = new Set([...Object.keys(was.raw), ...Object.keys(is.raw)])
  const changes = [...keys]
    .filter((key) => !NOTES.has(key) && was.raw[key] !== is.raw[key])
    .sort()
    .map((key) => keyChange(key, was.raw, is.raw))
  const isSame = JSON.stringify(was.lxc) === JSON.stringify(is.lxc)
  const all: Change[] = isSame ? changes : [...changes, { kind: 'guest-config', what: 'lxc', from: null, to: null }]
  return all.length > MOST_KEYS ? [{ kind: 'guest-config', what: null, from: null, to: null }] : all
}
