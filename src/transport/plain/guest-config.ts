import { guestRoutes } from './guest-conf-files.ts'

/**
 * What is set now, as PVE says with `current=1`; every value is text. The digest is left out: it covers secrets too, which
 * stay on the node.
 */
export const guestConfig = guestRoutes('config', ({ current: { values, lxc } }) => ({
  ...Object.fromEntries(values),
  ...(lxc.length > 0 && { lxc }),
}))
