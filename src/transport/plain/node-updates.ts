import { z } from 'zod'
import type { PlainRoute } from './route.ts'
import { orNull, parseJson, stdoutOf } from './sources.ts'

/**
 * The list that PVE's daily job leaves and that PVE answers from too, as long as nothing was installed since; else it
 * makes the list anew, with 2 s of CPU, and writes it (API2/APT.pm). Instead, what has been installed is taken out here.
 */
export const nodeUpdates: PlainRoute = {
  path: '/nodes/{node}/apt/update',
  programs: ['installed-packages'],
  files: ['/var/lib/pve-manager/pkgupdates'],
  preferred: true,
  build(sources) {
    const updates = parseJson(sources.file('/var/lib/pve-manager/pkgupdates'), pkgupdates, 'pkgupdates')
    const installed = new Set(orNull(() => stdoutOf(sources, 'installed-packages'))?.split('\n'))
    return updates.filter((update) => !installed.has(`${update.Package} ${update.Version}`))
  },
}

const pkgupdates = z.array(z.looseObject({ Package: z.string(), Version: z.string() }))
