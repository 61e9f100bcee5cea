import { FailureError } from '../../model/failure.ts'
import type { PlainRoute } from './route.ts'
import { stdoutOf } from './sources.ts'
import { parseSystemctlShow } from './systemctl-show.ts'

/** As PVE (API2/Services.pm); the units asked for are in the catalogue. */
export const nodeServices: PlainRoute = {
  path: '/nodes/{node}/services',
  programs: ['services'],
  files: [],
  preferred: false,
  build: (sources) => servicesFrom(stdoutOf(sources, 'services')),
}

/** PVE's name of a service where systemd's `Id` is that of the unit behind an alias; before PVE 9 `postfix@-` is the daemon. */
const ALIASES = new Map([
  ['ssh', 'sshd'],
  ['rsyslog', 'syslog'],
  ['postfix@-', 'postfix'],
])

export function servicesFrom(text: string): Record<string, string>[] {
  const services = new Map<string, Record<string, string>>()
  for (const unit of parseSystemctlShow(text)) {
    const loaded = unit.get('LoadState') !== 'not-found'
    const unitState = loaded ? unit.get('UnitFileState') : 'not-found'
    const id = unit.get('Id')?.replace(/\.service$/, '') ?? ''
    const name = ALIASES.get(id) ?? id
    if (services.has(name) && !loaded) continue
    services.set(name, {
      service: name,
      name,
      desc: unit.get('Description') ?? '',
      state: unit.get('SubState') ?? 'unknown',
      'active-state': unit.get('ActiveState') ?? 'unknown',
      'unit-state': unitState === undefined || unitState === '' ? 'unknown' : unitState,
    })
  }
  if (services.size === 0) throw new FailureError('bad-reply', 'systemctl shows no service')
  return [...services.values()]
}
