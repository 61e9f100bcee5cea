import { dice } from '../dice.ts'
import { DAY, wander } from '../rhythm.ts'
import { loadOf } from '../state/node-state.ts'
import type { View } from '../state/view.ts'
import { notInstalled, printed } from './answer.ts'
import type { Answer } from './answer.ts'

interface Reading {
  readonly label: string
  /** Number of the `temp*` files. */
  readonly index: number
  readonly celsius: number
  /** `max`, `crit` and such, as lm-sensors names them. */
  readonly limits: Readonly<Record<string, number>>
}

interface Chip {
  readonly name: string
  readonly driver: string
  readonly adapter: string
  readonly readings: readonly Reading[]
  /** Rounds a minute of its fans. */
  readonly fans: readonly number[]
}

/** What a chip spells where it has no limit. */
const NO_MAX = 65_261.85
const NO_MIN = -273.15

function cpuChips(view: View): Chip[] {
  const { cpu, sockets } = view.node.machine.model
  return Array.from({ length: sockets }, (_, socket) => {
    const warm = 34 + 45 * loadOf(view).cpu + 4 * wander(`${view.node.label}/cpu${socket}`, view.seconds, 60)
    const reading = (label: string, index: number, offset: number, limits: Reading['limits']): Reading => ({
      label,
      index,
      celsius: Math.round(warm + offset),
      limits,
    })
    if (cpu.vendor === 'AuthenticAMD') {
      const readings = [reading('Tctl', 1, 3, {}), reading('Tccd1', 3, 0, {}), reading('Tccd2', 4, -2, {})]
      return { name: 'k10temp-pci-00c3', driver: 'k10temp', adapter: 'PCI adapter', readings, fans: [] }
    }
    const limits = { max: 85, crit: 95, crit_alarm: 0 }
    const cores = Array.from({ length: Math.min(cpu.cores, 8) }, (_, core) =>
      reading(`Core ${core}`, core + 2, -(core % 5), limits),
    )
    const readings = [reading(`Package id ${socket}`, 1, 0, limits), ...cores]
    return { name: `coretemp-isa-000${socket}`, driver: 'coretemp', adapter: 'ISA adapter', readings, fans: [] }
  })
}

function chipsOf(view: View): Chip[] {
  if (!view.circumstances.hasSensors) return []
  const { machine, label } = view.node
  const nvme = machine.disks.filter(({ kind }) => kind === 'nvme')
  const drives = nvme.map((disk, index): Chip => {
    const celsius = diskCelsius(view, disk.name)
    const composite = {
      label: 'Composite',
      index: 1,
      celsius,
      limits: { max: 81.85, min: NO_MIN, crit: 84.85, alarm: 0 },
    }
    const second = { label: 'Sensor 1', index: 2, celsius: celsius + 2, limits: { max: NO_MAX, min: NO_MIN } }
    return {
      name: `nvme-pci-0${index + 1}00`,
      driver: 'nvme',
      adapter: 'PCI adapter',
      readings: [composite, second],
      fans: [],
    }
  })
  const board: Chip = {
    name: 'nct6798-isa-0290',
    driver: 'nct6798',
    adapter: 'ISA adapter',
    readings: [
      {
        label: 'SYSTIN',
        index: 1,
        celsius: 31 + Math.round(4 * wander(`${label}/board`, view.seconds, DAY)),
        limits: { max: 80, max_hyst: 75 },
      },
      { label: 'AUXTIN0', index: 4, celsius: 127, limits: {} },
    ],
    fans: dice(label, 'fans').chance(0.7) ? [1180, 0] : [],
  }
  return [...cpuChips(view), ...drives, ...(machine.model.vendor.startsWith('Dell') ? [] : [board])]
}

/** Whole degrees, as SMART has them. */
export const diskCelsius = (view: View, disk: string): number =>
  Math.round(31 + 12 * wander(`${view.node.label}/${disk}/temp`, view.seconds, 900))

export function sensors(view: View): Answer {
  if (!view.node.machine.lmSensors) return notInstalled('sensors')
  const chips = chipsOf(view)
  if (chips.length === 0)
    return {
      stdout: '',
      stderr: 'No sensors found!\nMake sure you loaded all the kernel drivers you need.\n',
      exit: 1,
      seconds: 0.01,
    }
  return printed(`${JSON.stringify(Object.fromEntries(chips.map(chipEntry)), null, 3)}\n`, 0.02)
}

function chipEntry({ name, adapter, readings, fans }: Chip): [string, unknown] {
  const fanEntries = fans.map((rpm, index) => [
    `fan${index + 1}`,
    { [`fan${index + 1}_input`]: rpm, [`fan${index + 1}_min`]: 0 },
  ])
  const entries = readings.map(({ label, index, celsius, limits }) => {
    const values = Object.entries({ input: celsius, ...limits })
    return [label, Object.fromEntries(values.map(([key, value]) => [`temp${index}_${key}`, value]))] as const
  })
  return [name, { Adapter: adapter, ...Object.fromEntries([...fanEntries, ...entries]) }]
}

/** The same in the kernel's files: thousandths of a degree, a `path:value` line each. */
export function hwmon(view: View): Answer {
  const lines = chipsOf(view).flatMap(({ driver, readings }, chip) => {
    const folder = `/sys/class/hwmon/hwmon${chip}`
    return [
      `${folder}/name:${driver}`,
      ...readings.flatMap(({ label, index, celsius, limits }) => [
        `${folder}/temp${index}_input:${Math.round(celsius * 1000)}`,
        `${folder}/temp${index}_label:${label}`,
        ...Object.entries(limits).map(([key, value]) => `${folder}/temp${index}_${key}:${Math.round(value * 1000)}`),
      ]),
    ]
  })
  return found(lines)
}

export function thermalZones(view: View): Answer {
  if (!view.circumstances.hasSensors || view.node.machine.model.cpu.vendor === 'AuthenticAMD') return found([])
  const zone = '/sys/class/thermal/thermal_zone'
  const celsius = Math.round(34 + 45 * loadOf(view).cpu)
  return found([
    `${zone}0/type:acpitz`,
    `${zone}1/type:x86_pkg_temp`,
    `${zone}0/temp:27800`,
    `${zone}1/temp:${celsius * 1000}`,
  ])
}

/** `grep` says 1 where nothing matches. */
const found = (lines: readonly string[]): Answer =>
  lines.length > 0
    ? printed(lines.map((line) => `${line}\n`).join(''))
    : { stdout: '', stderr: '', exit: 1, seconds: 0.003 }
