export interface Cpu {
  readonly model: string
  readonly vendor: 'GenuineIntel' | 'AuthenticAMD'
  readonly family: number
  readonly modelNumber: number
  readonly mhz: number
  /** Physical cores of one socket; of a hybrid CPU those of both kinds. */
  readonly cores: number
  /** Logical CPUs of one socket. */
  readonly threads: number
}

export interface MachineModel {
  readonly vendor: string
  readonly product: string
  readonly board: { readonly vendor: string; readonly name: string }
  readonly bios: { readonly vendor: string; readonly version: string; readonly date: string }
  readonly cpu: Cpu
  readonly sockets: number
  readonly dimm: {
    readonly type: 'DDR4' | 'DDR5'
    readonly speedMts: number
    readonly maker: string
    readonly part: string
  }
  readonly slots: number
  /** What the maker writes where it has nothing to say. */
  readonly placeholder: string | null
  readonly nics: readonly NicModel[]
  readonly disks: 'nvme' | 'nvme-and-hdd' | 'sata-ssd-and-hdd'
}

export interface NicModel {
  readonly name: string
  readonly speedMbps: number
  readonly device: string
  readonly vendor: string
  readonly slot: string
  readonly fibre: boolean
}

const cpu = (
  model: string,
  vendor: Cpu['vendor'],
  [family, modelNumber]: readonly [number, number],
  mhz: number,
  [cores, threads]: readonly [number, number],
): Cpu => ({ model, vendor, family, modelNumber, mhz, cores, threads })

const onBoard = (count: number, speedMbps = 1000): NicModel[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `eno${index + 1}`,
    speedMbps,
    device: speedMbps === 1000 ? 'I350 Gigabit Network Connection' : 'Ethernet Controller I226-V',
    vendor: 'Intel Corporation',
    slot: `0000:01:00.${index}`,
    fibre: false,
  }))

const fibre = (speedMbps: number): NicModel[] =>
  [0, 1].map((port) => ({
    name: speedMbps > 10_000 ? `enp65s0f${port}np${port}` : `enp65s0f${port}`,
    speedMbps,
    device: speedMbps > 10_000 ? 'MT27800 Family [ConnectX-5]' : 'Ethernet Controller X710 for 10GbE SFP+',
    vendor: speedMbps > 10_000 ? 'Mellanox Technologies' : 'Intel Corporation',
    slot: `0000:41:00.${port}`,
    fibre: true,
  }))

const SAMSUNG_DDR4 = { type: 'DDR4', speedMts: 3200, maker: 'Samsung', part: 'M393A4K40EB3-CWE' } as const
const HYNIX_DDR5 = { type: 'DDR5', speedMts: 4800, maker: 'SK Hynix', part: 'HMCG88AEBRA168N' } as const
const CRUCIAL_DDR5 = { type: 'DDR5', speedMts: 5600, maker: 'Crucial Technology', part: 'CT48G56C46S5.M16B2' } as const
const KINGSTON_DDR4 = { type: 'DDR4', speedMts: 2666, maker: 'Kingston', part: 'KSM26ED8/16ME' } as const

export const MACHINE_MODELS: readonly MachineModel[] = [
  {
    vendor: 'Dell Inc.',
    product: 'PowerEdge R650',
    board: { vendor: 'Dell Inc.', name: '0VPGPM' },
    bios: { vendor: 'Dell Inc.', version: '1.13.2', date: '12/19/2023' },
    cpu: cpu('Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz', 'GenuineIntel', [6, 106], 2000, [32, 64]),
    sockets: 2,
    dimm: SAMSUNG_DDR4,
    slots: 16,
    placeholder: null,
    nics: [...onBoard(2), ...fibre(25_000)],
    disks: 'nvme',
  },
  {
    vendor: 'Supermicro',
    product: 'AS -1115CS-TNR',
    board: { vendor: 'Supermicro', name: 'H13SSW' },
    bios: { vendor: 'American Megatrends International, LLC.', version: '1.6', date: '05/24/2024' },
    cpu: cpu('AMD EPYC 9354P 32-Core Processor', 'AuthenticAMD', [25, 17], 3250, [32, 64]),
    sockets: 1,
    dimm: HYNIX_DDR5,
    slots: 12,
    placeholder: '0123456789',
    nics: [...onBoard(2), ...fibre(25_000)],
    disks: 'nvme',
  },
  {
    vendor: 'HPE',
    product: 'ProLiant DL380 Gen10',
    board: { vendor: 'HPE', name: 'ProLiant DL380 Gen10' },
    bios: { vendor: 'HPE', version: 'U30', date: '03/14/2024' },
    cpu: cpu('Intel(R) Xeon(R) Silver 4214 CPU @ 2.20GHz', 'GenuineIntel', [6, 85], 2200, [12, 24]),
    sockets: 2,
    dimm: SAMSUNG_DDR4,
    slots: 8,
    placeholder: null,
    nics: [...onBoard(4), ...fibre(10_000)],
    disks: 'sata-ssd-and-hdd',
  },
  {
    vendor: 'ASRockRack',
    product: 'X570D4U',
    board: { vendor: 'ASRockRack', name: 'X570D4U' },
    bios: { vendor: 'American Megatrends International, LLC.', version: 'P1.70', date: '08/22/2023' },
    cpu: cpu('AMD Ryzen 9 5950X 16-Core Processor', 'AuthenticAMD', [25, 33], 3400, [16, 32]),
    sockets: 1,
    dimm: KINGSTON_DDR4,
    slots: 4,
    placeholder: 'To Be Filled By O.E.M.',
    nics: onBoard(2),
    disks: 'nvme-and-hdd',
  },
  {
    vendor: 'Micro Computer (HK) Tech Limited',
    product: 'Venus Series',
    board: { vendor: 'Shenzhen Meigao Electronic Equipment Co.,Ltd', name: 'AHWSA' },
    bios: { vendor: 'American Megatrends International, LLC.', version: 'AHWSA.1.22', date: '03/12/2024' },
    cpu: cpu('13th Gen Intel(R) Core(TM) i9-13900H', 'GenuineIntel', [6, 186], 2600, [14, 20]),
    sockets: 1,
    dimm: CRUCIAL_DDR5,
    slots: 2,
    placeholder: 'Default string',
    nics: [...onBoard(2, 2500), ...fibre(10_000)],
    disks: 'nvme',
  },
]
