import type { Role } from '../model/role.ts'
import type { Api } from './routes/route.ts'

/** What only admins see: by route, where it is in the reply, with `*` for each item of a list. */
const FOR_ADMINS: Readonly<Record<string, readonly string[]>> = {
  '/api/nodes/:node_id/host-details': [
    'license.key',
    'system.serial',
    'system.uuid',
    'board.serial',
    'hardware.memory_modules.*.serial',
    'hardware.disks.*.serial',
    'hardware.disks.*.wwn',
  ],
  '/api/dashboard/licenses': ['items.*.key'],
  // Serial number and UUID of the virtual machine, qm.conf(5).
  '/api/nodes/:node_id/vms/:vmid/full-details': ['config.raw.smbios1'],
}

/** In place of a value that is there. One that is not known stays null for everybody. */
const HIDDEN = '[hidden]'

/** Takes out of each reply what its reader may not see. */
export function maskReplies(app: Api): void {
  app.addHook('preSerialization', async ({ identity, routeOptions }, _reply, payload) =>
    masked(routeOptions.url ?? '', identity?.role ?? null, payload),
  )
}

/** Whether replies of this route hold anything that only admins see. */
export const isMasked = (url: string): boolean => url in FOR_ADMINS

/** A reply of this route without what somebody of this role may not see; for what the hook does not see, such as streams. */
export function masked<Reply>(url: string, role: Role | null, reply: Reply): Reply {
  const paths = role === 'admin' ? [] : (FOR_ADMINS[url] ?? [])
  return paths.reduce<unknown>((before, path) => mask(before, path.split('.')), reply) as Reply
}

/** The same with one place hidden; what is not there is left out. */
function mask(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (value === null || value === undefined) return value
  if (step === undefined) return HIDDEN
  if (step === '*') return Array.isArray(value) ? value.map((item) => mask(item, rest)) : value
  if (typeof value !== 'object' || !(step in value)) return value
  return { ...value, [step]: mask((value as Record<string, unknown>)[step], rest) }
}
