import { FailureError } from '../../model/failure.ts'
import { parsePveversion } from '../../pve/pveversion.ts'
import type { PlainRoute } from './route.ts'
import { known, stdoutOf } from './sources.ts'

export const nodeVersion: PlainRoute = {
  path: '/nodes/{node}/version',
  programs: ['pveversion'],
  files: [],
  preferred: false,
  build(sources) {
    const version = parsePveversion(stdoutOf(sources, 'pveversion'))
    if (!version) throw new FailureError('bad-reply', 'pveversion does not name the version of pve-manager')
    return known({ ...version })
  },
}
