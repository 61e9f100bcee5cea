import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { knownText, positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, HOURS } from '../collector.ts'

const TYPES = ['nvme', 'ssd', 'hdd', 'usb', 'unknown'] as const

const disk = z.object({
  path: z.string().describe('device, for example /dev/nvme0n1'),
  model: z.string().nullable().describe('model of the disk'),
  serial: z.string().nullable().describe('serial number'),
  sizeBytes: z.number().nullable().describe('capacity, in bytes'),
  type: z.enum(TYPES).describe('kind of disk as PVE tells it'),
  usedFor: z.string().nullable().describe('what is on it, for example ZFS, LVM, mounted; null is nothing PVE knows'),
  vendor: z.string().nullable().describe('vendor of the disk'),
  wwn: z.string().nullable().describe('world wide name'),
})

const fact = z.object({ disks: z.array(disk).describe('disks of the node without partitions and iSCSI, by device') })
type Disks = z.infer<typeof fact>

/** `GET /nodes/{node}/disks/list`. */
const reply = rowsOf(
  z.object({
    devpath: text,
    model: unknownOr(knownText),
    serial: unknownOr(knownText),
    size: unknownOr(positive),
    type: unknownOr(z.enum(TYPES)),
    used: unknownOr(knownText),
    vendor: unknownOr(knownText),
    wwn: unknownOr(knownText),
  }),
)

function parseDisks(rows: z.infer<typeof reply>): Disks {
  const disks = rows.map(({ devpath: path, model, serial, size: sizeBytes, type, used: usedFor, vendor, wwn }) => ({
    path,
    model,
    serial,
    sizeBytes,
    type: type ?? 'unknown',
    usedFor,
    vendor,
    wwn,
  }))
  return { disks: disks.sort(by(({ path }) => path)) }
}

export const disks = collector({
  name: 'disks',
  title: 'Disks',
  scope: 'node',
  every: HOURS,
  needs: ['pve'],
  fact,
  /** Without `skipsmart` PVE runs smartctl on each disk, which wakes those that sleep (Diskmanage.pm). */
  async collect({ pve }, { node }) {
    return parseDisks(await pve.get(`/nodes/${node}/disks/list`, reply, { skipsmart: 1 }))
  },
})
