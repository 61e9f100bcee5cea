import { guestRoutes } from './guest-conf-files.ts'
import { known } from './sources.ts'

/** Each key with what it is now and what it will be (PVE/GuestHelpers.pm, config_with_pending_array). */
export const guestPending = guestRoutes('pending', ({ current, pending }) => {
  const deleted = deletions(pending.values.get('delete') ?? '')
  const keys = new Set([...current.values.keys(), ...pending.values.keys(), ...deleted.keys()])
  keys.delete('delete')
  return [...keys].map((key) =>
    known({
      key,
      value: current.values.get(key),
      pending: pending.values.get(key),
      delete: deleted.get(key),
    }),
  )
})

/** `usb0 !unused1`: 2 for what is forced (PVE/AbstractConfig.pm, parse_pending_delete). */
const deletions = (text: string): Map<string, 1 | 2> =>
  new Map(
    text
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
      .map((word) => (word.startsWith('!') ? [word.slice(1), 2] : [word, 1])),
  )
