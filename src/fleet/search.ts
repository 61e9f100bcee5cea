import { z } from 'zod'
import { number, text } from './fields.ts'
import type { GuestItem } from './guest-shapes.ts'
import { haystackOf, indexesOf, MATCHES } from './haystack.ts'
import type { Haystack, Match } from './haystack.ts'
import { interfacesIn } from './network-list.ts'
import { nodeItems } from './node-item.ts'
import { eachOnce, oncePer } from './once-per.ts'
import type { RemoteView } from './remote-view.ts'
import type { NodeItem } from './shapes.ts'
import { storageItems } from './storage-list.ts'
import type { StorageItem } from './storage-list.ts'

const KINDS = ['node', 'guest', 'storage', 'tag', 'address', 'mac'] as const

/** Something that was found. */
export const searchHitShape = z.object({
  kind: z.enum(KINDS).describe('what was found'),
  match: z.enum(MATCHES).describe('how it answers what was looked for'),
  text: z.string().describe('what of it answers: a name, vmid, tag or address'),
  type: text('kind of guest or storage; null for anything else'),
  name: text('name of what it is, or of what has the address; null for a tag'),
  status: text('state of the node or guest'),
  cluster: text('name of the cluster; null for a standalone node'),
  remote_id: number('number of the remote; null for a tag'),
  node: text('name of the node; null for a tag, and for a storage that nodes share'),
  node_id: number('number of the node, likewise'),
  vmid: number('number of the guest; null where it is none'),
})
export type SearchHit = z.infer<typeof searchHitShape>
type Kind = SearchHit['kind']
/** What a hit tells beside what answered. */
type Place = Omit<SearchHit, 'kind' | 'match' | 'text'>

const MOST_OF_A_KIND = 20

const NOWHERE: Place = {
  type: null,
  name: null,
  status: null,
  cluster: null,
  remote_id: null,
  node: null,
  node_id: null,
  vmid: null,
}

const placeOfNode = ({ name, status, cluster, remote_id, node_id }: NodeItem): Place => ({
  ...NOWHERE,
  name,
  status,
  cluster,
  remote_id,
  node: name,
  node_id,
})

function placeOfGuest({ type, name, status, cluster, remote_id, node, node_id, vmid }: GuestItem): Place {
  return { type, name, status, cluster, remote_id, node, node_id, vmid }
}

const placeOfStorage = ({ type, name, cluster, remote_id, node, node_id }: StorageItem): Place => ({
  ...NOWHERE,
  type,
  name,
  cluster,
  remote_id,
  node,
  node_id,
})

interface Answer {
  /** What it is of: a node with two addresses alike is shown once. */
  readonly owner: unknown
  readonly hit: SearchHit
}

interface Source {
  readonly kind: Kind
  readonly stackIn: (view: RemoteView) => Haystack<unknown>
  answers(this: void, view: RemoteView, asked: string, match: Match): Iterable<Answer>
}

function source<Owner>(
  kind: Kind,
  placeOf: (owner: Owner) => Place,
  stackOf: (view: RemoteView) => Haystack<Owner>,
): Source {
  const stackIn = oncePer(stackOf)
  return {
    kind,
    stackIn,
    *answers(view, asked, match) {
      const { values, owners, ...stack } = stackIn(view)
      for (const index of indexesOf(stack, asked, match)) {
        const [owner, text] = [owners[index], values[index]]
        if (owner !== undefined && text !== undefined) yield { owner, hit: { kind, match, text, ...placeOf(owner) } }
      }
    },
  }
}

const interfacesOf = (view: RemoteView, { node_id }: NodeItem) => {
  const node = view.nodes.find(({ nodeId }) => nodeId === node_id)
  return (node && interfacesIn(node.inventory)) ?? []
}

const withoutPrefix = (address: string): string => address.replace(/\/.*$/, '')

/** All that can be found, in the order in which what answers alike is shown. */
const SOURCES = [
  source('node', placeOfNode, (view) => haystackOf(nodeItems(view), ({ name }) => [name])),
  source('guest', placeOfGuest, ({ guests }) => haystackOf(guests, ({ name, vmid }) => [name, String(vmid)])),
  source('storage', placeOfStorage, (view) => haystackOf(storageItems(view), ({ name }) => [name])),
  source(
    'tag',
    () => NOWHERE,
    ({ guests }) => {
      const tags = new Set(guests.flatMap((guest) => guest.tags ?? []))
      return haystackOf([...tags], (tag) => [tag])
    },
  ),
  source('address', placeOfNode, (view) =>
    haystackOf(nodeItems(view), (node) => [
      node.address,
      ...interfacesOf(view, node).flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6].map(withoutPrefix)),
    ]),
  ),
  source('address', placeOfGuest, ({ guests }) => haystackOf(guests, ({ ip_addresses }) => ip_addresses ?? [])),
  source('mac', placeOfNode, (view) =>
    haystackOf(nodeItems(view), (node) => interfacesOf(view, node).map(({ mac }) => mac)),
  ),
  source('mac', placeOfGuest, ({ guests }) => haystackOf(guests, ({ macs }) => macs ?? [])),
]

const stacksIn = oncePer((view: RemoteView) => SOURCES.map(({ stackIn }) => stackIn(view)))

/** Works out in short steps what is looked through. */
export const prepareSearch = (views: readonly RemoteView[]): Generator<void, void> => eachOnce(stacksIn, views)

/** The best first: whatever answers exactly, then whatever begins like it. */
function* answersOf(kind: Kind, views: readonly RemoteView[], asked: string): Generator<Answer> {
  const sources = SOURCES.filter((one) => one.kind === kind)
  for (const match of MATCHES)
    for (const view of views) for (const { answers } of sources) yield* answers(view, asked, match)
}

function hitsOf(kind: Kind, views: readonly RemoteView[], asked: string): SearchHit[] {
  const hits = new Map<unknown, SearchHit>()
  for (const { owner, hit } of answersOf(kind, views, asked)) {
    if (!hits.has(owner)) hits.set(owner, hit)
    if (hits.size >= MOST_OF_A_KIND) break
  }
  return [...hits.values()]
}

/** What is called or numbered like this, wholly or in part, the best first, so many of each kind. */
export function search(views: readonly RemoteView[], text: string): SearchHit[] {
  const asked = text.trim()
  if (asked === '') return []
  const hits = KINDS.flatMap((kind) => hitsOf(kind, views, asked))
  return hits.sort((a, b) => MATCHES.indexOf(a.match) - MATCHES.indexOf(b.match))
}
