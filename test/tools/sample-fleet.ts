import { snapshots } from '../../src/collectors/guest/snapshots.ts'
import { cpuUse } from '../../src/collectors/node/cpu-use.ts'
import { cpu } from '../../src/collectors/node/cpu.ts'
import { guests } from '../../src/collectors/node/guests.ts'
import { memory } from '../../src/collectors/node/memory.ts'
import { storageConfig } from '../../src/collectors/node/storage-config.ts'
import { storages } from '../../src/collectors/node/storages.ts'
import { temperatures } from '../../src/collectors/node/temperatures.ts'
import { version } from '../../src/collectors/node/version.ts'
import type { Fleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import type { Observation } from '../../src/model/observation.ts'
import { failed, read } from './kept.ts'
import { fleetOf, ofGuest } from './made-views.ts'
import { listed } from './sample-guest.ts'
import { membersSeen } from './sample-members.ts'
import { subscriptionOf } from './sample-subscription.ts'

const GIB = 2 ** 30
const AT = fakeClock().now()
const LATER = AT + 300_000
const DAY = 86_400

const cpus = (threads: number, usedRatio: number | null): Observation[] => [
  read(cpu, { model: null, sockets: 1, cores: threads / 2, threads, mhz: null, load1: 1, load5: 1, load15: 1 }, LATER),
  read(cpuUse, { usedRatio, iowaitRatio: null }, LATER),
]

const memoryOf = (total: number, used: number): Observation =>
  read(
    memory,
    {
      totalBytes: total * GIB,
      usedBytes: used * GIB,
      availableBytes: null,
      swapTotalBytes: null,
      swapUsedBytes: null,
      rootTotalBytes: null,
      rootUsedBytes: null,
    },
    LATER,
  )

/** Each storage with its kind, GiB used and left, and what it draws from. */
type Storages = Readonly<Record<string, readonly [type: string, used: number, left: number, pool?: string]>>

function storagesOf(found: Storages, active = true): Observation[] {
  const all = Object.entries(found).map(([name, [type, used, left, pool = null]]) => ({ name, type, used, left, pool }))
  const bytes = (gib: number): number | null => (active ? gib * GIB : null)
  return [
    read(
      storages,
      {
        storages: all.map(({ name, type, used, left }) => ({
          name,
          type,
          totalBytes: bytes(used + left),
          usedBytes: bytes(used),
          availableBytes: bytes(left),
          content: [],
          active,
          enabled: true,
          shared: false,
        })),
      },
      LATER,
    ),
    read(
      storageConfig,
      { storages: all.map(({ name, type, pool }) => ({ name, type, pool, path: null, server: null, nodes: null })) },
      LATER,
    ),
  ]
}

const license = (status: string): Observation => subscriptionOf({ status }, LATER)

const hottest = (tempCelsius: number): Observation =>
  read(
    temperatures,
    {
      source: 'hwmon',
      readings: [{ chip: 'cpu', sensor: 'a', tempCelsius, highCelsius: 100, criticalCelsius: 110 }],
    },
    LATER,
  )

const snapshotsOf = (vmid: number, ...daysAgo: number[]): Observation =>
  ofGuest(
    read(
      snapshots,
      {
        snapshots: daysAgo.map((days) => ({
          name: `d${String(days)}`,
          createdAtSeconds: AT / 1000 - days * DAY,
          description: null,
          parent: null,
          withMemory: null,
        })),
        parentOfCurrent: null,
      },
      LATER,
    ),
    vmid,
  )

const guestsOf = (rows: Parameters<typeof listed>[0][], at = LATER): Observation =>
  read(guests, { guests: rows.map((row) => listed(row)) }, at)

/** With every trap of counting: a cluster with a node that is off, a node alone, a remote of which nothing is known. */
export const trappedFleet = (): Fleet =>
  fleetOf(
    [
      {
        cluster: 'prod',
        nodes: {
          pve1: [
            membersSeen({ pve1: true, pve2: true, pve3: false }, LATER),
            ...cpus(32, 0.5),
            memoryOf(128, 64),
            ...storagesOf({
              local: ['dir', 10, 90],
              vms: ['zfspool', 20, 80, 'tank/vms'],
              backups: ['zfspool', 5, 80, 'tank/backups'],
              thin: ['lvmthin', 30, 70, 'pve/data'],
              'thin-too': ['lvmthin', 30, 70, 'pve/data'],
              nas: ['nfs', 400, 600],
              ceph: ['rbd', 100, 200, 'vms'],
              'ceph-ct': ['rbd', 100, 200, 'vms'],
            }),
            license('active'),
            hottest(55),
            guestsOf([
              { vmid: 100, status: 'running' },
              { vmid: 101, status: 'stopped' },
              { vmid: 102, status: 'prelaunch' },
              { vmid: 103, status: 'stopped', template: true },
              { vmid: 104, status: 'running', type: 'lxc' },
            ]),
            snapshotsOf(100, 10, 40),
            snapshotsOf(101),
          ],
          pve2: [
            ...cpus(4, 0.05),
            memoryOf(16, 4),
            ...storagesOf({ local: ['dir', 1, 9], nas: ['nfs', 400, 600] }),
            license('notfound'),
            hottest(61),
            guestsOf([{ vmid: 200, status: 'stopped' }]),
            snapshotsOf(200, 100),
          ],
          pve3: [
            ...[...cpus(64, 1), memoryOf(512, 512), hottest(99), license('expired')],
            ...storagesOf({ local: ['dir', 500, 0], nas: ['nfs', 999, 1] }),
            guestsOf(
              [
                { vmid: 300, status: 'running' },
                { vmid: 301, type: 'lxc' },
              ],
              AT,
            ),
          ].map((look) => ({ ...look, at: AT })),
        },
      },
      {
        cluster: null,
        nodes: {
          alone: [
            ...cpus(8, null),
            ...storagesOf({ nas: ['nfs', 1, 9] }),
            license('invalid'),
            guestsOf([{ vmid: 100 }]),
          ],
        },
      },
      { cluster: null, nodes: { quiet: [failed(version, 'unreachable', LATER)] } },
    ],
    fakeClock(LATER),
  )
