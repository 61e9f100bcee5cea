import { z } from 'zod'
import { Absent } from '../../model/failure.ts'
import { collector, HOURS } from '../collector.ts'
import { parseDmiAttributes } from './dmi-attributes.ts'
import { parseDmidecode } from './dmidecode.ts'

const text = (description: string) => z.string().nullable().describe(description)

const memoryModule = z.object({
  slot: text('where it is plugged in, as printed on the board'),
  sizeBytes: z.number().describe('capacity, in bytes'),
  type: text('kind of memory, for example DDR4'),
  speedMts: z.number().nullable().describe('the most it can do, in megatransfers a second'),
  manufacturer: text('maker, or its JEDEC code'),
  part: text('part number'),
  serial: text('serial number'),
})

const fact = z.object({
  bios: z
    .object({
      vendor: text('maker of the firmware'),
      version: text('version of the firmware'),
      date: text('release date of the firmware, month/day/year as SMBIOS has it'),
    })
    .describe('firmware'),
  system: z
    .object({
      vendor: text('maker of the machine'),
      product: text('model of the machine'),
      serial: text('serial number of the machine; read with the rights of root'),
      uuid: text('UUID of the machine; read with the rights of root'),
    })
    .describe('the machine'),
  board: z
    .object({
      vendor: text('maker of the main board'),
      name: text('model of the main board'),
      serial: text('serial number of the main board; read with the rights of root'),
    })
    .describe('the main board'),
  memoryModules: z.array(memoryModule).nullable().describe('memory modules in place; unknown without dmidecode'),
})
export type Dmi = z.infer<typeof fact>

const saysSomething = ({ bios, system, board, memoryModules }: Dmi): boolean =>
  [bios, system, board].some((part) => Object.values(part).some((value) => value !== null)) ||
  (memoryModules?.length ?? 0) > 0

export const dmi = collector({
  name: 'dmi',
  title: 'Machine, board, firmware and memory modules',
  scope: 'node',
  every: 24 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    const [tables, attributes] = await Promise.allSettled([shell.run('dmidecode'), shell.run('dmi-attributes')])
    if (tables.status === 'fulfilled') {
      const found = parseDmidecode(tables.value.stdout)
      if (saysSomething(found)) return found
    }
    if (attributes.status === 'fulfilled') {
      const found = parseDmiAttributes(attributes.value.stdout)
      if (saysSomething(found)) return found
    }
    for (const settled of [tables, attributes]) {
      if (settled.status === 'rejected' && !(settled.reason instanceof Absent)) throw settled.reason
    }
    throw new Absent(
      'the firmware of this node says nothing about the machine',
      tables.status === 'rejected' ? 'apt install dmidecode' : null,
    )
  },
})
