import assert from 'node:assert/strict'
import { interfaces } from '../../src/collectors/node/interfaces.ts'
import { factOf } from './printed.ts'

/** Flags of an interface that is up and has carrier. */
export const UP = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP']

/** One address of an interface. */
export const inet = (local: string, prefixlen: number) => ({
  family: local.includes(':') ? 'inet6' : 'inet',
  local,
  prefixlen,
})

/** One entry of `ip -j -d addr show`: a network card that is up, but for what is given. */
export const link = (ifname: string, rest: object = {}) => ({
  ifname,
  flags: UP,
  mtu: 1500,
  operstate: 'UP',
  link_type: 'ether',
  address: 'bc:24:11:00:00:01',
  addr_info: [],
  ...rest,
})

/** What makes an entry one of an interface the kernel made itself. */
export const made = (info_kind: string, info_data: object = {}) => ({ linkinfo: { info_kind, info_data } })

interface Given {
  links: unknown
  attributes?: Record<string, string>
  v4?: object[]
  v6?: object[]
}

/** What the collector makes of these links, attributes below /sys/class/net and routes. */
export const interfacesOn = ({ links, attributes = {}, v4 = [], v6 = [] }: Given) =>
  factOf(interfaces, {
    links: JSON.stringify(links),
    'link-attributes': {
      exit: 2,
      stdout: Object.entries(attributes)
        .map(([path, value]) => `/sys/class/net/${path}:${value}\n`)
        .join(''),
    },
    'routes-v4': JSON.stringify(v4),
    'routes-v6': JSON.stringify(v6),
  })

/** The only interface of a fact. */
export async function onlyInterface(given: Given) {
  const [first, ...rest] = (await interfacesOn(given)).interfaces
  assert.deepEqual(rest, [])
  assert.ok(first)
  return first
}
