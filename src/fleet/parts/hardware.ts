import { z } from 'zod'
import { dmi } from '../../collectors/node/dmi.ts'
import { lshw } from '../../collectors/node/lshw.ts'
import { pci } from '../../collectors/node/pci.ts'
import { list, number, text } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'
import { diskShape, disksOf } from './disks.ts'

export const biosShape = z.object({
  vendor: text('maker of the firmware'),
  version: text('version of the firmware'),
  date: text('release date of the firmware, month/day/year as SMBIOS has it'),
})

export const systemShape = z.object({
  vendor: text('maker of the machine'),
  product: text('model of the machine'),
  serial: text('serial number of the machine'),
  uuid: text('UUID of the machine'),
})

export const boardShape = z.object({
  vendor: text('maker of the main board'),
  name: text('model of the main board'),
  serial: text('serial number of the main board'),
})

const memoryModule = z.object({
  slot: text('where it is plugged in, as printed on the board'),
  size_bytes: number('capacity, in bytes'),
  type: text('kind of memory, for example DDR4'),
  speed_mts: number('the most it can do, in megatransfers a second'),
  manufacturer: text('maker, or its JEDEC code'),
  part: text('part number'),
  serial: text('serial number'),
})

const pciDevice = z.object({
  slot: z.string().describe('PCI address, for example 0000:01:00.0'),
  class: z.string().describe('kind of device, or its class code where the kind has no name'),
  vendor: text('vendor, by name or else by PCI ID'),
  device: text('device, by name or else by PCI ID'),
})

const summaryEntry = z.object({
  class: z.string().describe('class of the device as lshw says it, for example network'),
  description: z.string().describe('what it is and which product'),
})

export const hardwareShape = z.object({
  memory_modules: list(memoryModule, 'memory modules in place'),
  disks: list(diskShape, 'disks of the node, by path'),
  pci: list(pciDevice, 'PCI devices but memory controllers, bridges and processors, by address'),
  summary: list(summaryEntry, 'the devices lshw lists'),
})

const UNKNOWN_BIOS = { vendor: null, version: null, date: null }
const UNKNOWN_SYSTEM = { vendor: null, product: null, serial: null, uuid: null }
const UNKNOWN_BOARD = { vendor: null, name: null, serial: null }

/** The machine and its firmware. */
export function machineOf(kept: KeptByCollector): {
  bios: z.infer<typeof biosShape>
  system: z.infer<typeof systemShape>
  board: z.infer<typeof boardShape>
} {
  const fact = factOf(kept, dmi)
  return {
    bios: fact?.bios ?? UNKNOWN_BIOS,
    system: fact?.system ?? UNKNOWN_SYSTEM,
    board: fact?.board ?? UNKNOWN_BOARD,
  }
}

export function hardwareOf(kept: KeptByCollector): z.infer<typeof hardwareShape> {
  const modules = factOf(kept, dmi)?.memoryModules?.map(({ sizeBytes, speedMts, ...rest }) => ({
    ...rest,
    size_bytes: sizeBytes,
    speed_mts: speedMts,
  }))
  return {
    memory_modules: modules ?? null,
    disks: disksOf(kept),
    pci: factOf(kept, pci)?.devices ?? null,
    summary: factOf(kept, lshw)?.entries ?? null,
  }
}
