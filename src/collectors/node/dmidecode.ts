import type { Dmi } from './dmi.ts'
import { firmwareText } from './dmi-text.ts'

interface Table {
  readonly type: number
  readonly fields: ReadonlyMap<string, string>
}

const BIOS = 0
const SYSTEM = 1
const BASE_BOARD = 2
const MEMORY_DEVICE = 17

const MAX_MODULES = 512

/** dmidecode's units are binary whatever they are called; 2.x prints MB and kB, 3.x GB and TB. */
const UNITS: Readonly<Record<string, number>> = { bytes: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 }

/** The tables: `Handle 0x0001, DMI type 1, 27 bytes`, a title, then indented `Key: value` lines. */
function tablesOf(text: string): Table[] {
  return text
    .split(/^Handle 0x/m)
    .slice(1)
    .map((block) => {
      const fields = new Map<string, string>()
      for (const line of block.split('\n')) {
        const [, key, value] = /^\s+([^:]{1,60}):(.*)$/.exec(line) ?? []
        if (key !== undefined && value !== undefined) fields.set(key, value)
      }
      return { type: Number(/DMI type (\d{1,3}),/.exec(block.slice(0, 60))?.[1] ?? NaN), fields }
    })
}

const sizeBytes = (text: string | undefined): number | null => {
  const [, amount, unit] = /^\s*(\d{1,9}) (bytes|kB|MB|GB|TB)\s*$/i.exec(text ?? '') ?? []
  const bytes = Number(amount) * (UNITS[unit?.toLowerCase() ?? ''] ?? NaN)
  return bytes > 0 ? bytes : null
}

/** `3200 MT/s`; `2933 MHz` before dmidecode 3.2, the same number. */
const speedMts = (text: string | undefined): number | null => {
  const digits = /^\s*(\d{1,6}) M(?:T\/s|Hz)/.exec(text ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

type MemoryModule = NonNullable<Dmi['memoryModules']>[number]

function memoryModule(fields: Table['fields']): MemoryModule[] {
  const size = sizeBytes(fields.get('Size'))
  if (size === null) return []
  return [
    {
      slot: firmwareText(fields.get('Locator')),
      sizeBytes: size,
      type: firmwareText(fields.get('Type')),
      speedMts: speedMts(fields.get('Speed')) ?? speedMts(fields.get('Configured Memory Speed')),
      manufacturer: firmwareText(fields.get('Manufacturer')),
      part: firmwareText(fields.get('Part Number')),
      serial: firmwareText(fields.get('Serial Number')),
    },
  ]
}

/** What `dmidecode` prints. All unknown where it found no tables. Empty slots are left out. */
export function parseDmidecode(text: string): Dmi {
  const tables = tablesOf(text)
  const field = (type: number, key: string): string | null =>
    firmwareText(tables.find((table) => table.type === type)?.fields.get(key))
  const devices = tables.filter(({ type }) => type === MEMORY_DEVICE)
  return {
    bios: { vendor: field(BIOS, 'Vendor'), version: field(BIOS, 'Version'), date: field(BIOS, 'Release Date') },
    system: {
      vendor: field(SYSTEM, 'Manufacturer'),
      product: field(SYSTEM, 'Product Name'),
      serial: field(SYSTEM, 'Serial Number'),
      uuid: field(SYSTEM, 'UUID'),
    },
    board: {
      vendor: field(BASE_BOARD, 'Manufacturer'),
      name: field(BASE_BOARD, 'Product Name'),
      serial: field(BASE_BOARD, 'Serial Number'),
    },
    memoryModules:
      devices.length > 0 ? devices.flatMap(({ fields }) => memoryModule(fields)).slice(0, MAX_MODULES) : null,
  }
}
