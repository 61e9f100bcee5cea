import { dice } from '../dice.ts'
import type { Dice } from '../dice.ts'
import type { MachineModel } from './machine-models.ts'

export interface Disk {
  /** Name in the kernel, for example `nvme0n1`. */
  readonly name: string
  readonly kind: 'nvme' | 'ssd' | 'hdd'
  readonly model: string
  readonly serial: string
  readonly wwn: string
  readonly sizeBytes: number
  /** What its partitions hold. */
  readonly use: 'boot' | 'bulk' | 'spare'
  readonly wearPercent: number
  readonly powerOnHours: number
  readonly failing: boolean
  readonly asleep: boolean
}

const MODELS = {
  nvme: [
    ['SAMSUNG MZQL23T8HCLS-00A07', 3_840_755_982_336],
    ['Micron_7450_MTFDKCC1T9TFR', 1_920_383_410_176],
    ['Samsung SSD 990 PRO 2TB', 2_000_398_934_016],
    ['KINGSTON SKC3000D2048G', 2_048_408_248_320],
  ],
  ssd: [
    ['SAMSUNG MZ7LH960HAJR-00005', 960_197_124_096],
    ['INTEL SSDSC2KB019T8', 1_920_383_410_176],
    ['CT1000MX500SSD1', 1_000_204_886_016],
  ],
  hdd: [
    ['ST16000NM001G-2KK103', 16_000_900_661_248],
    ['WDC WUH721818ALE6L4', 18_000_207_937_536],
    ['TOSHIBA MG08ACA16TE', 16_000_900_661_248],
  ],
} as const

/** Two to boot from, two for the bulk where there are slow ones, and now and then one left over. */
export function disksOf(equipment: MachineModel['disks'], family: string, label: string): Disk[] {
  const random = dice(label, 'disks')
  const shared = dice(family)
  const [bootModel, bulkModel] = [shared, dice(family, 'bulk')].map((pick) => pick.int(0, 100))
  const boot = equipment === 'sata-ssd-and-hdd' ? 'ssd' : 'nvme'
  const bulk = equipment === 'nvme' ? 'nvme' : 'hdd'
  const disks = [0, 1].map((index) => diskOf(random, boot, index, bootModel ?? 0, 'boot'))
  const bulkFrom = bulk === boot || (boot === 'ssd' && bulk === 'hdd') ? 2 : 0
  disks.push(...[0, 1].map((index) => diskOf(random, bulk, bulkFrom + index, bulkModel ?? 0, 'bulk')))
  if (random.chance(0.15)) disks.push(diskOf(random, bulk, bulkFrom + 2, bulkModel ?? 0, 'spare'))
  return disks
}

function diskOf(random: Dice, kind: Disk['kind'], index: number, choice: number, use: Disk['use']): Disk {
  const models = MODELS[kind]
  const [model, sizeBytes] = models[choice % models.length] ?? models[0]
  return {
    name: kind === 'nvme' ? `nvme${index}n1` : `sd${String.fromCharCode(97 + index)}`,
    kind,
    model,
    serial: `${kind === 'hdd' ? 'ZL' : 'S'}${random.hex(10).toUpperCase()}`,
    wwn: kind === 'nvme' ? `eui.${random.hex(16)}` : `0x5000c500${random.hex(8)}`,
    sizeBytes,
    use,
    wearPercent: random.chance(0.03) ? random.int(88, 104) : random.int(0, 35),
    powerOnHours: random.int(900, 48_000),
    failing: random.chance(0.01),
    asleep: kind === 'hdd' && use === 'spare',
  }
}
