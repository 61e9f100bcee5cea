import { dice } from '../dice.ts'
import type { Dice } from '../dice.ts'
import { disksOf } from './disk.ts'
import type { Disk } from './disk.ts'
import { MACHINE_MODELS } from './machine-models.ts'
import type { MachineModel, NicModel } from './machine-models.ts'

export interface Dimm {
  readonly slot: string
  readonly sizeBytes: number
  readonly serial: string
}

export interface Nic extends NicModel {
  readonly mac: string
  readonly linked: boolean
}

/** The hardware of one node. */
export interface Machine {
  readonly model: MachineModel
  readonly serial: string
  readonly uuid: string
  readonly boardSerial: string
  readonly dimms: readonly Dimm[]
  readonly memoryBytes: number
  readonly disks: readonly Disk[]
  readonly nics: readonly Nic[]
  readonly efi: boolean
  readonly secureBoot: boolean
  /** lm-sensors is installed; without it the kernel's own files tell the temperatures. */
  readonly lmSensors: boolean
}

const GIB = 2 ** 30

/** `vendor` of the address: three bytes of the maker. */
export const macOf = (random: Dice, vendor: string): string =>
  [vendor, ...Array.from({ length: 3 }, () => random.hex(2))].join(':')

/** Members of a cluster are bought together: `family` is the label they share. */
export function machineOf(family: string, label: string): Machine {
  const model = dice(family, 'model').pick(MACHINE_MODELS)
  const dimmBytes = dice(family, 'memory').pick([16, 32, 64]) * GIB
  const random = dice(label, 'machine')
  const filled = model.slots > 4 ? model.slots / dice(family, 'slots').pick([1, 2]) : model.slots
  const dimms = Array.from({ length: filled }, (_, index) => ({
    slot: model.slots > 4 ? `A${index + 1}` : `DIMM ${index}`,
    sizeBytes: dimmBytes,
    serial: random.hex(8).toUpperCase(),
  }))
  const efi = random.chance(0.85)
  return {
    model,
    serial: model.placeholder ?? random.hex(7).toUpperCase(),
    uuid: uuidOf(random),
    boardSerial: model.placeholder ?? `CN${random.hex(12).toUpperCase()}`,
    dimms,
    memoryBytes: filled * dimmBytes,
    disks: disksOf(model.disks, `${family}/disks`, label),
    nics: model.nics.map((nic, index) => ({
      ...nic,
      mac: macOf(random, nic.fibre ? '3c:fd:fe' : 'a0:36:9f'),
      // Cards beyond the first two are mostly left without a cable.
      linked: random.chance(nic.fibre || index < 2 ? 0.98 : 0.4),
    })),
    efi,
    secureBoot: efi && random.chance(0.2),
    lmSensors: random.chance(0.7),
  }
}

export const uuidOf = (random: Dice): string =>
  `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`
