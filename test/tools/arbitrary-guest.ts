import fc from 'fast-check'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { config } from '../../src/collectors/guest/config.ts'
import type { GuestView } from '../../src/fleet/guest-view.ts'
import { FAILURE_KINDS } from '../../src/model/failure.ts'
import type { Observation } from '../../src/model/observation.ts'
import { arbitraryOf } from './arbitrary.ts'
import { guestView } from './guest-view.ts'
import { absent, failed, read } from './kept.ts'
import { AT } from './sample-guest.ts'

const SEEN_OF_NODE = new Set([
  'guests',
  'vm-status',
  'container-status',
  'storage-config',
  'zfs-datasets',
  'zfs-snapshots',
  'logical-volumes',
  'volume-files',
])

const TYPES = ['zfspool', 'lvm', 'lvmthin', 'dir', 'nfs', 'rbd', 'iscsi', 'other']

/** Keys of a configuration, with values that meet the rows below. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  scsi0: ['a:vm-100-disk-0,size=32G', 'b:vm-100-disk-0', 'c:base-9000-disk-0/vm-100-disk-0', '/dev/sda'],
  ide2: ['none,media=cdrom', 'a:iso/x.iso,media=cdrom', 'b:vm-100-cloudinit'],
  rootfs: ['a:vm-100-disk-0,size=8G', 'c:subvol-100-disk-0'],
  mp0: ['b:vm-100-disk-0,mp=/srv', '/mnt/bind,mp=/srv'],
  net0: ['virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=5', 'name=eth0,hwaddr=BC:24:11:00:00:01,ip=192.0.2.1/24'],
  net1: ['e1000=BC:24:11:00:00:02,bridge=vmbr1,trunks=2-4', 'name=eth1,ip=dhcp,ip6=auto'],
  ipconfig0: ['ip=192.0.2.2/24,gw=192.0.2.1'],
  agent: ['1', '0,fstrim_cloned_disks=1'],
  memory: ['2048'],
  tags: ['web;prod'],
  hostpci0: ['0000:01:00'],
}

const settingOf = (values: readonly string[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...values) }, fc.string())
const settings = fc
  .tuple(
    fc.record(Object.fromEntries(Object.entries(SETTINGS).map(([key, values]) => [key, settingOf(values)])), {
      requiredKeys: [],
    }),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
  )
  .map(([known, odd]) => ({ ...odd, ...known }))

/** What the first row of a list has, so that it is about this guest and its disks. */
const MEETING: Readonly<Record<string, unknown>> = {
  vmid: 100,
  status: 'running',
  pool: 'p',
  name: 'p/vm-100-disk-0',
  dataset: 'p/vm-100-disk-0',
  storage: 'b',
  volume: 'vm-100-disk-0',
  mac: 'BC:24:11:00:00:01',
}

function aboutIt(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row
  return Object.fromEntries(Object.entries(row).map(([key, one]) => [key, MEETING[key] ?? one]))
}

function meeting(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, rows]) => [
      key,
      Array.isArray(rows) ? rows.map((row: unknown, index) => (index === 0 ? aboutIt(row) : row)) : rows,
    ]),
  )
}

const time = fc.integer({ min: AT - 3_600_000, max: AT })

function looksOf(
  collector: (typeof COLLECTORS)[number] | (typeof GUEST_COLLECTORS)[number],
): fc.Arbitrary<Observation> {
  const any = arbitraryOf(collector.fact)
  const fact =
    collector.name === config.name
      ? fc.tuple(any, settings).map(([value, raw]) => ({ ...(value as object), raw }))
      : fc.oneof({ weight: 4, arbitrary: any.map(meeting) }, any)
  const said = fc.tuple(fc.oneof({ weight: 19, arbitrary: fact }, fc.jsonValue()), time)
  return fc.oneof(
    { weight: 12, arbitrary: said.map(([value, at]) => read(collector, value, at)) },
    time.map((at) => absent(collector, at)),
    fc.tuple(fc.constantFrom(...FAILURE_KINDS), time).map(([kind, at]) => failed(collector, kind, at)),
  )
}

/** Storages named as the settings name them, so that their disks are found. */
const storages = fc.array(fc.constantFrom(...TYPES), { minLength: 3, maxLength: 3 }).map((types) => ({
  storages: types.map((type, index) => ({
    name: 'abc'.charAt(index),
    type,
    pool: 'p',
    path: null,
    server: null,
    nodes: null,
  })),
}))

const collectors = [...COLLECTORS.filter(({ name }) => SEEN_OF_NODE.has(name)), ...GUEST_COLLECTORS]
const looks = fc.tuple(
  ...collectors.map((one) => {
    const any = looksOf(one)
    return one.name === 'storage-config'
      ? fc.oneof(
          any,
          storages.map((fact) => read(one, fact, AT)),
        )
      : any
  }),
)
const count = fc.option(fc.nat())

/** A guest of which anything was seen, or nothing. */
export const arbitraryGuest: fc.Arbitrary<GuestView> = fc
  .record({
    all: looks,
    missing: fc.oneof(fc.constant(-1), fc.nat(collectors.length)),
    type: fc.constantFrom('qemu' as const, 'lxc' as const),
    status: fc.constantFrom('online' as const, 'online' as const, 'offline' as const, 'unknown' as const),
    before: fc.option(
      fc.record({
        at: time,
        uptimeSeconds: count,
        netinBytes: count,
        netoutBytes: count,
        diskreadBytes: count,
        diskwriteBytes: count,
      }),
    ),
  })
  .map(({ all, missing, type, status, before }) =>
    guestView(
      all.filter((_, index) => index !== missing),
      { type, status, before },
    ),
  )
