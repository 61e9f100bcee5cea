import type { Guest } from '../fleet/guest.ts'
import { printed } from '../node/answer.ts'
import type { Answer } from '../node/answer.ts'
import { encodedText } from '../node/encoded-text.ts'
import { guestsListed, isBroken } from '../state/guest-state.ts'
import type { View } from '../state/view.ts'
import { FOLDERS } from './guest.ts'
import type { Config } from './guest.ts'
import { rawOf } from './lxc.ts'
import { UNREADABLE } from './qemu.ts'
import { CONFIG_OF, savedConfigs } from './guest-paths.ts'

/** What `grep -H` finds in the configuration files of the guests of a node. No simulated guest has secrets. */
export function guestConfigs(view: View): Answer {
  const lines = guestsListed(view).flatMap((guest) => {
    const path = `/etc/pve/${FOLDERS[guest.type]}/${guest.vmid}.conf`
    return linesOf(view, guest).map((line) => `${path}:${line}\n`)
  })
  return { ...printed(lines.join(''), 0.01), exit: lines.length > 0 ? 0 : 1 }
}

const PENDING = { qemu: '[PENDING]', lxc: '[pve:pending]' } as const

function linesOf(view: View, guest: Guest): string[] {
  const configOf = CONFIG_OF[guest.type]
  const current = configOf(view, guest, false)
  const pending = changes(current, configOf(view, guest, true))
  return [
    ...keyLines(current),
    ...rawOf(guest).map(([key, value]) => `${key}: ${value}`),
    ...(isBroken(view, guest) ? BROKEN[guest.type] : []),
    ...(pending.length > 0 ? [PENDING[guest.type], ...pending] : []),
    ...savedConfigs(view, guest).flatMap(({ name, config }) => [`[${name}]`, ...keyLines(config)]),
  ]
}

const BROKEN = { qemu: UNREADABLE.map((key) => `${key} without a colon`), lxc: ['mp9: a,mountoptions=none'] } as const

/** The description, then the keys in their order. */
function keyLines({ description, digest: _digest, ...values }: Config): string[] {
  const notes = String(description ?? '').replace(/\n$/, '')
  return [
    ...(notes === '' ? [] : notes.split('\n').map((line) => `#${encodedText(line)}`)),
    ...Object.entries(values)
      .map(([key, value]) => `${key}: ${value}`)
      .sort(),
  ]
}

function changes({ digest: _digest, ...current }: Config, wanted: Config): string[] {
  const gone = Object.keys(current).filter((key) => wanted[key] === undefined)
  const changed = Object.entries(wanted).filter(([key, value]) => key in current && current[key] !== value)
  return [
    ...changed.map(([key, value]) => `${key}: ${value}`),
    ...(gone.length > 0 ? [`delete: ${gone.join(' ')}`] : []),
  ]
}
