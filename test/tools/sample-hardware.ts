import { cpuUse } from '../../src/collectors/node/cpu-use.ts'
import { cpu } from '../../src/collectors/node/cpu.ts'
import { disks } from '../../src/collectors/node/disks.ts'
import { dmi } from '../../src/collectors/node/dmi.ts'
import { lshw } from '../../src/collectors/node/lshw.ts'
import { memory } from '../../src/collectors/node/memory.ts'
import { nodeUse } from '../../src/collectors/node/node-use.ts'
import { pci } from '../../src/collectors/node/pci.ts'
import { smart } from '../../src/collectors/node/smart.ts'
import { temperatures } from '../../src/collectors/node/temperatures.ts'
import { time } from '../../src/collectors/node/time.ts'
import { version } from '../../src/collectors/node/version.ts'
import { zfsArc } from '../../src/collectors/node/zfs-arc.ts'
import { good, read } from './kept.ts'
import type { LookAt } from './kept.ts'

const GIB = 2 ** 30

/** What the machine tells when it is well. */
export const machineLooks: readonly LookAt[] = [
  good(version, {
    pveVersion: '8.4.21',
    kernelVersion: '6.8.12-9-pve',
    uptimeSeconds: 1234567,
    bootMode: 'efi',
    secureBoot: false,
  }),
  good(cpu, {
    model: 'Intel Xeon E5-2650',
    sockets: 2,
    cores: 16,
    threads: 32,
    mhz: 2000,
    load1: 0.5,
    load5: 0.6,
    load15: 0.7,
  }),
  good(nodeUse, {
    load1: 0.5,
    memoryTotalBytes: 128 * GIB,
    memoryUsedBytes: 64 * GIB,
    arcBytes: null,
    rootTotalBytes: 100 * GIB,
    rootUsedBytes: 4 * GIB,
    uptimeSeconds: 1234567,
    countedAtSeconds: null,
  }),
  good(cpuUse, { usedRatio: 0.125, iowaitRatio: 0.003 }),
  good(memory, {
    totalBytes: 128 * GIB,
    usedBytes: 64 * GIB,
    availableBytes: 64 * GIB,
    swapTotalBytes: 8 * GIB,
    swapUsedBytes: 0,
    rootTotalBytes: 100 * GIB,
    rootUsedBytes: 4 * GIB,
  }),
  good(zfsArc, { sizeBytes: 12 * GIB, maxBytes: 16 * GIB }),
  (at) => read(time, { timezone: 'Europe/Rome', timeSeconds: at / 1000 }, at),
  good(temperatures, {
    source: 'sensors',
    readings: [
      { chip: 'coretemp-isa-0000', sensor: 'Package id 0', tempCelsius: 45.5, highCelsius: 80, criticalCelsius: 100 },
      { chip: 'nvme-pci-0100', sensor: 'Composite', tempCelsius: 38, highCelsius: null, criticalCelsius: null },
    ],
  }),
]

export const hardwareLooks: readonly LookAt[] = [
  good(dmi, {
    bios: { vendor: 'American Megatrends', version: '3.4', date: '11/10/2020' },
    system: { vendor: 'Supermicro', product: 'X10DRi', serial: 'S1', uuid: '00000000-0000-0000-0000-0025905d2f2e' },
    board: { vendor: 'Supermicro', name: 'X10DRi-T', serial: 'B1' },
    memoryModules: [
      {
        slot: 'P1-DIMMA1',
        sizeBytes: 16 * GIB,
        type: 'DDR4',
        speedMts: 2400,
        manufacturer: 'Samsung',
        part: 'M393A2',
        serial: 'M1',
      },
    ],
  }),
  good(disks, {
    disks: [
      {
        path: '/dev/nvme0n1',
        model: 'PM983',
        serial: 'N1',
        sizeBytes: 960 * GIB,
        type: 'nvme',
        usedFor: 'ZFS',
        vendor: null,
        wwn: 'eui.1',
      },
    ],
  }),
  good(smart, {
    disks: [
      {
        path: '/dev/nvme0n1',
        health: 'passed',
        standby: false,
        wearUsedPercent: 3,
        tempCelsius: 38,
        powerOnHours: 12000,
        model: 'PM983',
        serial: 'N1',
        sizeBytes: 960 * GIB,
        problems: [],
        reason: null,
      },
    ],
  }),
  good(pci, { devices: [{ slot: '0000:01:00.0', class: 'Ethernet controller', vendor: 'Intel', device: 'I350' }] }),
  good(lshw, { entries: [{ class: 'network', description: 'Ethernet interface: I350' }] }),
]
