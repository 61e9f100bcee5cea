import { findingItemShape } from './findings.ts'
import type { FindingItem } from './findings.ts'
import { guestItemShape } from './guest-shapes.ts'
import type { GuestItem } from './guest-shapes.ts'
import { licenseItemShape } from './license-list.ts'
import type { LicenseItem } from './license-list.ts'
import { networkItemShape } from './network-list.ts'
import type { NetworkItem } from './network-list.ts'
import type { Listing } from './query/list.ts'
import { nodeItemShape } from './shapes.ts'
import type { NodeItem } from './shapes.ts'
import { snapshotItemShape } from './snapshot-list.ts'
import type { SnapshotItem } from './snapshot-list.ts'
import { storageItemShape } from './storage-list.ts'
import type { StorageItem } from './storage-list.ts'

const nothing = (): [] => []

export const nodeListing: Listing<NodeItem> = {
  shape: nodeItemShape,
  sort: 'name',
  id: ({ node_id }) => String(node_id),
  words: ({ name, address, cluster, proxmox_version, kernel_version, cpu, license }) => [
    name,
    address,
    cluster,
    proxmox_version,
    kernel_version,
    cpu.model,
    license.level,
  ],
  terms: {
    node: ({ name }) => [name],
    cluster: ({ cluster }) => [cluster],
    status: ({ status }) => [status],
    type: () => ['node'],
    tag: nothing,
    ip: ({ address }) => [address],
    vmid: nothing,
  },
}

export const guestListing: Listing<GuestItem> = {
  shape: guestItemShape,
  sort: 'vmid',
  id: ({ remote_id, vmid }) => `${remote_id ?? ''}/${vmid}`,
  words: ({ vmid, name, node, cluster, pool, os, tags, ip_addresses, macs }) => [
    vmid,
    name,
    node,
    cluster,
    pool,
    os,
    ...(tags ?? []),
    ...(ip_addresses ?? []),
    ...(macs ?? []),
  ],
  terms: {
    node: ({ node }) => [node],
    cluster: ({ cluster }) => [cluster],
    status: ({ status, template }) => [template === true ? 'template' : status],
    type: ({ type }) => [type],
    tag: ({ tags }) => tags ?? [],
    ip: ({ ip_addresses }) => ip_addresses ?? [],
    vmid: ({ vmid }) => [vmid],
  },
}

export const storageListing: Listing<StorageItem> = {
  shape: storageItemShape,
  sort: 'name',
  id: ({ remote_id, node, name }) => [remote_id, ...(node === null ? [] : [node]), name].join('/'),
  words: ({ name, type, cluster, nodes, pool, path, server, content }) => [
    name,
    type,
    cluster,
    ...nodes,
    pool,
    path,
    server,
    content,
  ],
  terms: {
    node: ({ nodes }) => nodes,
    cluster: ({ cluster }) => [cluster],
    status: ({ enabled, active }) => [enabled ? STORAGE_STATES[String(active)] : 'disabled'],
    type: ({ type }) => [type],
    tag: nothing,
    ip: ({ server }) => [server],
    vmid: nothing,
  },
}

const STORAGE_STATES: Readonly<Record<string, string>> = { true: 'active', false: 'inactive', null: 'unknown' }

export const networkListing: Listing<NetworkItem> = {
  shape: networkItemShape,
  sort: 'node,name',
  id: ({ node_id, name }) => `${node_id}/${name}`,
  words: ({ name, type, node, cluster, mac, ipv4, ipv6, master, comment }) => [
    name,
    type,
    node,
    cluster,
    mac,
    ...ipv4,
    ...ipv6,
    master,
    comment,
  ],
  terms: {
    node: ({ node }) => [node],
    cluster: ({ cluster }) => [cluster],
    status: ({ state }) => [state],
    type: ({ type }) => [type],
    tag: nothing,
    ip: ({ ipv4, ipv6 }) => [...ipv4, ...ipv6],
    vmid: ({ guests }) => guests ?? [],
  },
}

/** Thirty days: after that nobody goes back any more, and the snapshot only grows. */
const OLD_SECONDS = 30 * 86_400

export const snapshotListing: Listing<SnapshotItem> = {
  shape: snapshotItemShape,
  sort: 'created_at',
  id: ({ remote_id, vmid, snapshot }) => [remote_id, vmid, snapshot].join('/'),
  words: ({ vmid, name, node, cluster, tags, snapshot, description, parent }) => [
    vmid,
    name,
    node,
    cluster,
    ...(tags ?? []),
    snapshot,
    description,
    parent,
  ],
  terms: {
    node: ({ node }) => [node],
    cluster: ({ cluster }) => [cluster],
    status: ({ age_seconds: age }) => [age === null ? null : age > OLD_SECONDS ? 'old' : 'recent'],
    type: ({ type }) => [type],
    tag: ({ tags }) => tags ?? [],
    ip: nothing,
    vmid: ({ vmid }) => [vmid],
  },
}

/** Nothing is looked for in keys either: what is found tells what is in them. */
export const licenseListing: Listing<LicenseItem> = {
  shape: licenseItemShape,
  sort: 'node',
  hidden: ['key'],
  id: ({ node_id }) => String(node_id),
  words: ({ node, cluster, status, level, product, message }) => [node, cluster, status, level, product, message],
  terms: {
    node: ({ node }) => [node],
    cluster: ({ cluster }) => [cluster],
    status: ({ status }) => [status],
    type: ({ level }) => [level],
    tag: nothing,
    ip: nothing,
    vmid: nothing,
  },
}

export const findingListing: Listing<FindingItem> = {
  shape: findingItemShape,
  sort: 'severity,subject.kind,subject.name',
  id: ({ subject: { remote_id, node_id, vmid }, section, text }) => [remote_id, node_id, vmid, section, text].join('/'),
  words: ({ text, hint, section, subject }) => [text, hint, section, subject.name, subject.cluster, subject.vmid],
  terms: {
    node: ({ subject }) => [subject.node],
    cluster: ({ subject }) => [subject.cluster],
    status: ({ severity }) => [severity],
    type: ({ subject }) => [subject.kind],
    tag: nothing,
    ip: nothing,
    vmid: ({ subject }) => [subject.vmid],
  },
}
