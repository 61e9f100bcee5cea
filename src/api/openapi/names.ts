import { z } from 'zod'
import { coverageShape } from '../../fleet/coverage.ts'
import { findingItemShape } from '../../fleet/findings.ts'
import { guestItemShape, vmFullDetailsShape } from '../../fleet/guest-shapes.ts'
import { licenseItemShape } from '../../fleet/license-list.ts'
import { networkItemShape } from '../../fleet/network-list.ts'
import { overviewShape } from '../../fleet/overview.ts'
import { guestConfigShape } from '../../fleet/parts/guest-config.ts'
import { guestDiskShape } from '../../fleet/parts/guest-disks.ts'
import { guestNetworkShape } from '../../fleet/parts/guest-networks.ts'
import { hardwareShape } from '../../fleet/parts/hardware.ts'
import { interfaceShape } from '../../fleet/parts/network.ts'
import { storageShape, zfsPoolShape } from '../../fleet/parts/storage.ts'
import { searchHitShape } from '../../fleet/search.ts'
import { findingShape, problemShape as gapShape, sectionShape } from '../../fleet/sections.ts'
import { clusterItemShape, hostDetailsShape, nodeItemShape } from '../../fleet/shapes.ts'
import { snapshotItemShape } from '../../fleet/snapshot-list.ts'
import { storageItemShape } from '../../fleet/storage-list.ts'
import { memberStateShape } from '../member-bodies.ts'
import { identityShape, sessionShape, tokenShape, userShape } from '../people.ts'
import { fingerprintShape, problemShape } from '../problems.ts'
import { remoteShape } from '../remote-reply.ts'
import { courseShape } from '../routes/history.ts'
import { permissionShape } from '../routes/permissions.ts'

/** What the document calls shapes by; every other one is written where it is used. A client's types have these names. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  ClusterItem: clusterItemShape,
  Course: courseShape,
  Coverage: coverageShape,
  Finding: findingShape,
  FindingItem: findingItemShape,
  Fingerprint: fingerprintShape,
  GuestConfig: guestConfigShape,
  GuestDisk: guestDiskShape,
  GuestItem: guestItemShape,
  GuestNetwork: guestNetworkShape,
  Hardware: hardwareShape,
  HostDetails: hostDetailsShape,
  Identity: identityShape,
  Interface: interfaceShape,
  LicenseItem: licenseItemShape,
  Member: memberStateShape,
  NetworkItem: networkItemShape,
  NodeItem: nodeItemShape,
  Overview: overviewShape,
  Permission: permissionShape,
  Problem: problemShape,
  Remote: remoteShape,
  SearchHit: searchHitShape,
  Section: sectionShape,
  SectionProblem: gapShape,
  Session: sessionShape,
  SnapshotItem: snapshotItemShape,
  Storage: storageShape,
  StorageItem: storageItemShape,
  Token: tokenShape,
  User: userShape,
  VmFullDetails: vmFullDetailsShape,
  ZfsPool: zfsPoolShape,
}

/** Gives the shapes their names, beside the description they have. */
export function nameShapes(): void {
  for (const [id, shape] of Object.entries(NAMED)) z.globalRegistry.add(shape, { ...z.globalRegistry.get(shape), id })
}
