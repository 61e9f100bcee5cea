import { z } from 'zod'
import { by } from '../../lib/order.ts'
import type { GuestType } from '../../model/observation.ts'
import { looseBoolean } from '../../pve/loose.ts'
import { positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { guestCollector, MINUTES } from '../collector.ts'
import { guestPath } from './guest-path.ts'

const snapshot = z.object({
  name: z.string().describe('name of the snapshot'),
  createdAtSeconds: z.number().nullable().describe('when it was taken, in seconds since the epoch'),
  description: z.string().nullable().describe('what it was described as'),
  parent: z.string().nullable().describe('snapshot before it; null for a first one'),
  withMemory: z.boolean().nullable().describe('whether the memory is in it, which that of a container never is'),
})

const fact = z.object({
  snapshots: z.array(snapshot).describe('snapshots, oldest first'),
  parentOfCurrent: z.string().nullable().describe('snapshot that the current state goes back to'),
})
type Snapshots = z.infer<typeof fact>

/** `snaptime` is 0 where PVE does not know it. A container has no `vmstate` (PVE/API2/LXC/Snapshot.pm). */
const reply = rowsOf(
  z.object({
    name: text,
    snaptime: unknownOr(positive),
    description: unknownOr(text),
    parent: unknownOr(text),
    vmstate: unknownOr(looseBoolean),
  }),
)

/** The last row, which is no snapshot: no snapshot may have this name (PVE/API2/Qemu.pm). */
const CURRENT = 'current'

function parseSnapshots(type: GuestType, rows: z.infer<typeof reply>): Snapshots {
  const snapshots = rows
    .filter(({ name }) => name !== CURRENT)
    .map(({ name, snaptime, description, parent, vmstate }) => ({
      name,
      createdAtSeconds: snaptime,
      description,
      parent,
      withMemory: type === 'lxc' ? false : vmstate,
    }))
  return {
    snapshots: snapshots.sort(
      (a, b) => (a.createdAtSeconds ?? Infinity) - (b.createdAtSeconds ?? Infinity) || by(nameOf)(a, b),
    ),
    parentOfCurrent: rows.find(({ name }) => name === CURRENT)?.parent ?? null,
  }
}

const nameOf = ({ name }: Snapshots['snapshots'][number]): string => name

export const snapshots = guestCollector({
  name: 'snapshots',
  title: 'Snapshots of the guest',
  scope: 'guest',
  types: ['qemu', 'lxc'],
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, guest) {
    return parseSnapshots(guest.type, await pve.get(`${guestPath(guest)}/snapshot`, reply))
  },
})
