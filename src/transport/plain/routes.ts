import { clusterResources } from './cluster-resources.ts'
import { clusterStatus } from './cluster-status.ts'
import { guestConfig } from './guest-config.ts'
import { guestPending } from './guest-pending.ts'
import { guestSnapshots } from './guest-snapshots.ts'
import { nodeCertificates } from './node-certificates.ts'
import { nodeDisks } from './node-disks.ts'
import { nodeNetwork } from './node-network.ts'
import { nodeServices } from './node-services.ts'
import { nodeStatus } from './node-status.ts'
import { nodeStorage } from './node-storage.ts'
import { nodeSubscription } from './node-subscription.ts'
import { nodeTime } from './node-time.ts'
import { nodeUpdates } from './node-updates.ts'
import type { PlainRoute } from './route.ts'
import { storage } from './storage.ts'

/** Every PVE API path that can be answered without PVE's API. */
export const PLAIN_ROUTES: readonly PlainRoute[] = [
  // Asked before `pvesh`: PVE answers these from the same files, at the price of a Perl start.
  clusterStatus,
  clusterResources,
  storage,
  nodeUpdates,
  // Where `pvesh` is missing or hangs. These need no cluster file system:
  nodeStatus,
  nodeTime,
  nodeNetwork,
  nodeServices,
  nodeDisks,
  nodeSubscription,
  // and these do.
  nodeStorage,
  nodeCertificates,
  ...guestConfig,
  ...guestPending,
  ...guestSnapshots,
]
