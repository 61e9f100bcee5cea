import { agentHangs } from './agent-hangs.ts'
import { authRevoked } from './auth-revoked.ts'
import { clockSkew } from './clock-skew.ts'
import { dies } from './dies.ts'
import { drips } from './drips.ts'
import type { Fault } from './fault.ts'
import { garbage } from './garbage.ts'
import { guestBroken } from './guest-broken.ts'
import { guestDeleted } from './guest-deleted.ts'
import { hangs } from './hangs.ts'
import { hostKeyChanged } from './host-key-changed.ts'
import { hostileNames } from './hostile-names.ts'
import { huge } from './huge.ts'
import { migrating } from './migrating.ts'
import { nfsHangs } from './nfs-hangs.ts'
import { noSensors } from './no-sensors.ts'
import { pmxcfsHung } from './pmxcfs-hung.ts'
import { pveshHangs } from './pvesh-hangs.ts'
import { quorumLost } from './quorum-lost.ts'
import { resets } from './resets.ts'
import { truncated } from './truncated.ts'
import { wrongTypes } from './wrong-types.ts'

/** Everything that can be made to go wrong, once. */
const FAULTS: readonly Fault[] = [
  // The connection
  dies,
  resets,
  hangs,
  drips,
  authRevoked,
  hostKeyChanged,

  // What is said
  garbage,
  truncated,
  wrongTypes,
  huge,
  hostileNames,

  // What does not return
  pveshHangs,
  pmxcfsHung,
  nfsHangs,
  agentHangs,

  // How things stand
  quorumLost,
  migrating,
  guestDeleted,
  guestBroken,
  clockSkew,
  noSensors,
]

export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((one) => one.name === name)
  if (!fault) throw new TypeError(`no fault is called ${name}; there are: ${FAULTS.map((one) => one.name).join(', ')}`)
  return fault
}
