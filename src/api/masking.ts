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
  // Serial number and UUID of the virtual machine, qm.conf(5).
  '/api/nodes/:node_id/vms/:vmid/full-details': ['config.raw.smbios1'],
}

/** In place of a value that is there. One that is not known stays null for everybody. */
const HIDDEN = '[hidden]'

/** Takes out of each reply what its reader may not see. */
export function maskReplies(app: Api): void {
  app.addHook('preSerialization', async ({ identity, routeOptions }, _reply, payload) => {
    const paths = FOR_ADMINS[routeOptions.url ?? ''] ?? []
    return identity?.role === 'admin' ? payload : paths.reduce((masked, path) => mask(masked, path.split('.')), payload)
  })
}

/** The same with one place hidden; what is not there is left out. */
function mask(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (value === null || value === undefined) return value
  if (step === undefined) return HIDDEN
  if (step === '*') return Array.isArray(value) ? value.map((item) => mask(item, rest)) : value
  if (typeof value !== 'object' || !(step in value)) return value
  return { ...value, [step]: mask((value as Record<string, unknown>)[step], rest) }
}
