import { attributeLines } from './attribute-lines.ts'
import type { Dmi } from './dmi.ts'
import { firmwareText } from './dmi-text.ts'

/** /sys/class/dmi/id, readable without dmidecode. Serial numbers and the UUID are for root; memory is not there at all. */
export function parseDmiAttributes(text: string): Dmi {
  const values = new Map(attributeLines(text).map(({ name, value }) => [name, value]))
  const known = (name: string): string | null => firmwareText(values.get(name))
  return {
    bios: { vendor: known('bios_vendor'), version: known('bios_version'), date: known('bios_date') },
    system: {
      vendor: known('sys_vendor'),
      product: known('product_name'),
      serial: known('product_serial'),
      uuid: known('product_uuid'),
    },
    board: { vendor: known('board_vendor'), name: known('board_name'), serial: known('board_serial') },
    memoryModules: null,
  }
}
