import { z } from 'zod'
import { amount, knownText, positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { byVmid, guestFields, guestOf, guestRow, isLive, tagsOf } from './guest-row.ts'

const vm = z.object({
  ...guestFields,
  status: z.string().describe('whether it has a process: running or stopped'),
  qmpStatus: z
    .string()
    .nullable()
    .describe("QEMU's own word for its state, for example paused or prelaunch; null when QEMU did not answer"),
  memoryUsedBytes: z
    .number()
    .nullable()
    .describe(
      'memory in use, in bytes: as the guest tells its balloon driver, else what the node has given it, which may be ' +
        'more than it has; null unless it runs',
    ),
  balloonReports: z.boolean().describe("whether memory in use is the guest's own word, through its balloon driver"),
  memoryHostBytes: z.number().nullable().describe('memory of the node it takes, in bytes; told since PVE 9'),
  machine: z.string().nullable().describe('machine version it was started with, for example pc-q35-9.0'),
  qemuVersion: z.string().nullable().describe('version of QEMU it runs on'),
  tags: z.array(z.string()).describe('its tags'),
})
type Vm = z.infer<typeof vm>

const fact = z.object({ vms: z.array(vm).describe('VMs of the node, by vmid') })

/**
 * `GET /nodes/{node}/qemu?full=1`, made by `vmstatus` of QemuServer.pm. `mem` is what the guest uses where its balloon
 * driver tells QEMU, and only then there is `freemem`; `ballooninfo` alone says no more than that the VM has the device.
 * Else `mem` is the share of its memory that its process holds, since PVE 9 that of its control group (PSS), which is
 * always in `memhost`.
 */
const row = z.object({
  ...guestRow,
  status: text,
  cpus: unknownOr(positive),
  freemem: unknownOr(amount),
  qmpstatus: unknownOr(knownText),
  'running-machine': unknownOr(knownText),
  'running-qemu': unknownOr(knownText),
})
type Row = z.infer<typeof row>

/**
 * Of a VM whose QEMU does not answer there are neither version nor counters of disks, which PVE 7 sets to 0, and
 * `qmpstatus` repeats `status`.
 */
function parseVm(one: Row): Vm {
  const live = isLive(one)
  const answered = one['running-qemu'] !== null || one.qmpstatus !== one.status
  return {
    ...guestOf(one),
    status: one.status,
    qmpStatus: live && !answered ? null : one.qmpstatus,
    cpus: one.cpus,
    balloonReports: live && one.freemem !== null,
    memoryHostBytes: live ? one.memhost : null,
    machine: one['running-machine'],
    qemuVersion: one['running-qemu'],
    diskreadBytes: live && answered ? one.diskread : null,
    diskwriteBytes: live && answered ? one.diskwrite : null,
    tags: tagsOf(one),
  }
}

/** All VMs at once: QEMU is asked by PVE, which waits for those that hang together and not for each. */
export const vmStatus = collector({
  name: 'vm-status',
  title: 'State of VMs',
  scope: 'node',
  tellsOfGuests: true,
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    const rows = await pve.get(`/nodes/${node}/qemu`, rowsOf(row), { full: 1 })
    return { vms: rows.map(parseVm).sort(byVmid) }
  },
})
