import type { Machine } from '../fleet/machine.ts'
import { spoken } from '../state/hostile.ts'
import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'

const GIB = 2 ** 30

export function dmidecode(view: View): Answer {
  const { machine } = view.node
  const { bios, board, vendor, placeholder } = machine.model
  const product = spoken(view, machine.model.product, 'product')
  const tables = [
    table(0, 'BIOS Information', {
      Vendor: bios.vendor,
      Version: bios.version,
      'Release Date': bios.date,
      'ROM Size': '32 MB',
    }),
    table(1, 'System Information', {
      Manufacturer: vendor,
      'Product Name': product,
      Version: placeholder ?? 'Not Specified',
      'Serial Number': machine.serial,
      UUID: machine.uuid,
      'Wake-up Type': 'Power Switch',
    }),
    table(2, 'Base Board Information', {
      Manufacturer: board.vendor,
      'Product Name': board.name,
      'Serial Number': machine.boardSerial,
    }),
    ...Array.from({ length: machine.model.slots }, (_, index) => memoryDevice(machine, index)),
    'End Of Table\n',
  ]
  const head = `# dmidecode 3.4\nGetting SMBIOS data from sysfs.\nSMBIOS 3.3.0 present.\n\n`
  return printed(
    head + tables.map((text, index) => `Handle 0x${index.toString(16).padStart(4, '0')}, ${text}`).join('\n'),
    0.02,
  )
}

const table = (type: number, title: string, fields: Readonly<Record<string, string>>): string =>
  `DMI type ${type}, 40 bytes\n${title}\n${Object.entries(fields)
    .map(([key, value]) => `\t${key}: ${value}\n`)
    .join('')}`

function memoryDevice({ dimms, model }: Machine, index: number): string {
  const dimm = dimms[index]
  const slot = {
    Locator: model.slots > 4 ? `A${index + 1}` : `DIMM ${index}`,
    'Bank Locator': `P0_Node0_Channel${index % 8}_Dimm0`,
  }
  if (dimm === undefined)
    return table(17, 'Memory Device', {
      Size: 'No Module Installed',
      'Form Factor': 'DIMM',
      ...slot,
      Type: 'Unknown',
      Speed: 'Unknown',
    })
  return table(17, 'Memory Device', {
    'Total Width': '72 bits',
    'Data Width': '64 bits',
    Size: `${dimm.sizeBytes / GIB} GB`,
    'Form Factor': 'DIMM',
    ...slot,
    Type: model.dimm.type,
    Speed: `${model.dimm.speedMts} MT/s`,
    Manufacturer: model.dimm.maker,
    'Serial Number': dimm.serial,
    'Part Number': `${model.dimm.part}    `,
    'Configured Memory Speed': `${model.dimm.speedMts} MT/s`,
  })
}

/** The same in the kernel's files, those for root among them. */
export function dmiAttributes(view: View): Answer {
  const { machine } = view.node
  const { bios, board, vendor } = machine.model
  const values: Readonly<Record<string, string>> = {
    bios_date: bios.date,
    bios_vendor: bios.vendor,
    bios_version: bios.version,
    sys_vendor: vendor,
    product_name: spoken(view, machine.model.product, 'product'),
    product_serial: machine.serial,
    product_uuid: machine.uuid,
    board_name: board.name,
    board_serial: machine.boardSerial,
    board_vendor: board.vendor,
  }
  return printed(
    Object.entries(values)
      .map(([name, value]) => `/sys/class/dmi/id/${name}:${value}\n`)
      .join(''),
  )
}

interface Device {
  readonly id: string
  readonly class: string
  readonly description?: string
  readonly product?: string
  readonly vendor?: string
  readonly children?: readonly Device[]
}

/** `lshw -json`: an array of one from B.02.19 on, the object alone before. */
export function lshw(view: View): Answer {
  const { machine, name, release } = view.node
  const { model } = machine
  const tree: Device = {
    id: name,
    class: 'system',
    description: 'Rack Mount Chassis',
    product: model.product,
    vendor: model.vendor,
    children: [
      {
        id: 'core',
        class: 'bus',
        description: 'Motherboard',
        product: model.board.name,
        vendor: model.board.vendor,
        children: devicesOf(machine),
      },
    ],
  }
  return printed(`${JSON.stringify(release.debian >= 11 ? [tree] : tree, null, 2)}\n`, 0.9)
}

const devicesOf = ({ model, memoryBytes, nics, disks }: Machine): Device[] => [
  { id: 'memory', class: 'memory', description: `System Memory ${memoryBytes / GIB}GiB` },
  ...Array.from({ length: model.sockets }, (_, index): Device => ({
    id: `cpu:${index}`,
    class: 'processor',
    description: 'CPU',
    product: model.cpu.model,
    vendor: model.cpu.vendor,
  })),
  ...nics.map(({ name, device, vendor }): Device => ({
    id: name,
    class: 'network',
    description: 'Ethernet interface',
    product: device,
    vendor,
  })),
  ...disks.map((disk): Device => ({
    id: disk.name,
    class: 'disk',
    description: disk.kind === 'nvme' ? 'NVMe disk' : 'ATA Disk',
    product: disk.model,
  })),
]
