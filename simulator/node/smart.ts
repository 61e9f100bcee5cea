import { dice } from '../dice.ts'
import type { Disk } from '../fleet/disk.ts'
import type { View } from '../state/view.ts'
import { notInstalled, printed } from './answer.ts'
import type { Answer } from './answer.ts'
import { diskCelsius } from './temperature.ts'

/** Disks in the order of `/sys/block/sd* /sys/block/nvme*n*`. */
export function smart(view: View): Answer {
  const { machine, label } = view.node
  if (dice(label, 'smartmontools').chance(0.03)) return notInstalled('smartctl')
  const disks = [...machine.disks].sort((a, b) => Number(a.kind === 'nvme') - Number(b.kind === 'nvme'))
  return printed(disks.map((disk) => `== /dev/${disk.name}\n${reportOf(view, disk)}`).join(''), 0.12 * disks.length)
}

function reportOf(view: View, disk: Disk): string {
  if (disk.asleep) return `${JSON.stringify(standby(disk), null, 2)}\n\n== exit 2\n`
  const report = disk.kind === 'nvme' ? nvme(view, disk) : ata(view, disk)
  return `${JSON.stringify(report, null, 2)}\n\n== exit ${exitOf(disk)}\n`
}

/** Bit 3: the disk says that it is failing. */
const exitOf = ({ failing }: Disk): number => (failing ? 8 : 0)

const headOf = (disk: Disk, exit: number, messages: readonly unknown[] = []): Record<string, unknown> => ({
  json_format_version: [1, 0],
  smartctl: {
    version: [7, 3],
    argv: ['smartctl', '-n', 'standby', '-j', '-i', '-H', '-A', `/dev/${disk.name}`],
    ...(messages.length > 0 && { messages }),
    exit_status: exit,
  },
  device: {
    name: `/dev/${disk.name}`,
    info_name: disk.kind === 'nvme' ? `/dev/${disk.name}` : `/dev/${disk.name} [SAT]`,
    type: disk.kind === 'nvme' ? 'nvme' : 'sat',
    protocol: disk.kind === 'nvme' ? 'NVMe' : 'ATA',
  },
})

const standby = (disk: Disk): unknown =>
  headOf(disk, 2, [{ string: 'Device is in STANDBY mode, exit(2)', severity: 'information' }])

const commonOf = (view: View, disk: Disk): Record<string, unknown> => ({
  model_name: disk.model,
  serial_number: disk.serial,
  firmware_version: 'GDC7302Q',
  user_capacity: { blocks: Math.floor(disk.sizeBytes / 512), bytes: disk.sizeBytes },
  smart_support: { available: true, enabled: true },
  smart_status: { passed: !disk.failing },
  temperature: { current: diskCelsius(view, disk.name) },
  power_cycle_count: 40,
  power_on_time: { hours: hoursOf(view, disk) },
})

/** Hours pass while a disk spins. */
const hoursOf = ({ seconds }: View, { powerOnHours }: Disk): number =>
  powerOnHours + (Math.floor(seconds / 3600) % 8760)

const nvme = (view: View, disk: Disk): unknown => ({
  ...headOf(disk, exitOf(disk)),
  nvme_smart_health_information_log: {
    critical_warning: disk.failing ? 4 : 0,
    temperature: diskCelsius(view, disk.name),
    available_spare: disk.failing ? 3 : 100,
    available_spare_threshold: 10,
    percentage_used: disk.wearPercent,
    data_units_read: 281_422_399,
    data_units_written: 118_415_245,
    power_on_hours: hoursOf(view, disk),
    unsafe_shutdowns: 12,
    media_errors: disk.failing ? 17 : 0,
    num_err_log_entries: 0,
  },
  ...commonOf(view, disk),
})

const attribute = (id: number, name: string, value: number, raw: number): unknown => ({
  id,
  name,
  value,
  worst: value,
  thresh: 10,
  when_failed: '',
  flags: { value: 50, string: '-O--CK ', prefailure: false, updated_online: true },
  raw: { value: raw, string: String(raw) },
})

function ata(view: View, disk: Disk): unknown {
  const celsius = diskCelsius(view, disk.name)
  const wear =
    disk.kind === 'ssd'
      ? [attribute(177, 'Wear_Leveling_Count', Math.max(1, 100 - disk.wearPercent), disk.wearPercent * 14)]
      : []
  const table = [
    attribute(5, 'Reallocated_Sector_Ct', 100, disk.failing ? 1480 : 0),
    attribute(9, 'Power_On_Hours', 90, hoursOf(view, disk)),
    attribute(12, 'Power_Cycle_Count', 99, 40),
    ...wear,
    attribute(190, 'Airflow_Temperature_Cel', 100 - celsius, celsius),
    attribute(194, 'Temperature_Celsius', 100 - celsius, celsius),
    attribute(197, 'Current_Pending_Sector', 100, disk.failing ? 24 : 0),
  ]
  return {
    ...headOf(disk, exitOf(disk)),
    rotation_rate: disk.kind === 'hdd' ? 7200 : 0,
    ata_smart_attributes: { revision: 1, table },
    ...commonOf(view, disk),
  }
}
