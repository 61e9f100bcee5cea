import type { GuestType } from '../model/observation.ts'
import { defaultKeyOf } from './default-keys.ts'
import { optionsIn, parsePropertyString, valueIn } from './property-string.ts'
import type { PropertyString } from './property-string.ts'

/** The settings of a guest, each with its text as PVE gives it. */
export type RawConfig = Readonly<Record<string, string>>

/** A setting as text; null where it says nothing. */
export function textIn(raw: RawConfig, key: string): string | null {
  const text = raw[key] ?? ''
  return text.trim() === '' ? null : text
}

/** A setting as a property string; without parts where the guest does not have it. */
export const propertiesIn = (type: GuestType, raw: RawConfig, key: string): PropertyString =>
  parsePropertyString(raw[key] ?? '', defaultKeyOf(type, key))

/** A setting with a number in its name: `net0` is `net` and 0. */
interface Numbered {
  readonly key: string
  readonly name: string
  readonly index: number
}

/** The settings of these names in the order of the names, then of the numbers. */
export function numberedIn(raw: RawConfig, ...names: string[]): Numbered[] {
  return Object.keys(raw)
    .flatMap((key) => {
      const [, name = '', digits = ''] = /^([a-z]+)(\d{1,4})$/.exec(key) ?? []
      return names.includes(name) ? [{ key, name, index: Number(digits) }] : []
    })
    .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name) || a.index - b.index)
}

/** What PVE takes for true (parse_boolean of PVE/JSONSchema.pm). */
export const isOn = (text: string | null | undefined): boolean => /^(1|on|yes|true)$/i.test(text ?? '')

/** A number that is not negative; null for anything else. */
export const amountIn = (text: string | null | undefined): number | null =>
  /^\d{1,9}(\.\d{1,9})?$/.test(text ?? '') ? Number(text) : null

/** The words of a list, which PVE separates by semicolon, comma or space (split_list of PVE/Tools.pm). */
const wordsIn = (text: string): string[] => text.split(/[\s\0,;]/).filter((word) => word !== '')

export const tagsIn = (text: string): string[] => [...new Set(wordsIn(text))]

export const nameserversIn = (raw: RawConfig): string[] => wordsIn(raw['nameserver'] ?? '')

interface AgentSetting {
  readonly enabled: boolean
  /** What is set beside `enabled`. */
  readonly options: Readonly<Record<string, string>>
}

/** Whether a VM is to have an agent; that it runs is another fact. */
export function agentIn(raw: RawConfig): AgentSetting {
  const properties = propertiesIn('qemu', raw, 'agent')
  return { enabled: isOn(valueIn(properties, 'enabled')), options: optionsIn(properties, 'enabled') }
}

/** CPUs a guest has when it starts. Of a container null where it is not limited to some of the node's. */
export function vcpusIn(type: GuestType, raw: RawConfig): number | null {
  const cores = amountIn(raw['cores'])
  if (type === 'lxc') return cores
  return amountIn(raw['vcpus']) ?? (amountIn(raw['sockets']) ?? 1) * (cores ?? 1)
}

/** What a VM shows its guest as the machine's maker, product, serial and the like, by key. */
export function smbiosIn(raw: RawConfig): Readonly<Record<string, string>> {
  const properties = propertiesIn('qemu', raw, 'smbios1')
  const options = optionsIn(properties, 'base64')
  if (!isOn(valueIn(properties, 'base64'))) return options
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, key === 'uuid' ? value : decoded(value)]),
  )
}

const decoded = (value: string): string =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString() : value
