import type { z } from 'zod'
import type { Coverage } from '../fleet/coverage.ts'
import type { passkeyShape } from './auth/library-routes.ts'
import type { wholeRemoteShape } from './member-bodies.ts'
import type { entranceShape, identityShape, sessionShape, tokenShape, userShape } from './people.ts'
import type { fingerprintShape, problemShape } from './problems.ts'
import type { eventShape } from './routes/audit.ts'
import type { eventsShape } from './routes/events.ts'
import type { courseShape } from './routes/history.ts'
import type { permissionShape } from './routes/permissions.ts'

export type { Coverage } from '../fleet/coverage.ts'
export type { DiskList } from '../fleet/disk-list.ts'
export type { FindingItem } from '../fleet/findings.ts'
export type { GuestItem, VmFullDetails } from '../fleet/guest-shapes.ts'
export type { LicenseItem } from '../fleet/license-list.ts'
export type { NetworkItem } from '../fleet/network-list.ts'
export type { Overview } from '../fleet/overview.ts'
export type { ClusterItem, HostDetails, NodeItem } from '../fleet/shapes.ts'
export type { SnapshotItem } from '../fleet/snapshot-list.ts'
export type { StorageItem } from '../fleet/storage-list.ts'
export type { Metric, PveMetric, Timeframe } from '../model/sample.ts'
export type { LiveEvent, LiveKind } from './live/live-event.ts'
export type { AddedReply, TestReply } from './remote-reply.ts'

/** What a reply of 400 and above holds. */
export type Problem = z.infer<typeof problemShape>
export type Fingerprint = z.infer<typeof fingerprintShape>
export type Entrance = z.infer<typeof entranceShape>
/** Who asks. */
export type Identity = z.infer<typeof identityShape>
export type User = z.infer<typeof userShape>
export type Session = z.infer<typeof sessionShape>
export type Token = z.infer<typeof tokenShape>
export type AuditEvent = z.infer<typeof eventShape>
export type Passkey = z.infer<typeof passkeyShape>
/** A remote with its members, and where they are reached. */
export type WholeRemote = z.infer<typeof wholeRemoteShape>
/** What may be read on nodes. */
export type Permission = z.infer<typeof permissionShape>
/** How one metric of something was. */
export type Course = z.infer<typeof courseShape>
/** What changed, the newest first. */
export type FleetEventPage = z.infer<typeof eventsShape>
export interface List<Item> {
  readonly items: readonly Item[]
  readonly total: number
}
/** A page of a list that is filtered and sorted here. */
export interface Page<Item> extends List<Item> {
  readonly next_cursor: string | null
  readonly coverage: Coverage
}
