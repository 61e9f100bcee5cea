import { dice } from '../dice.ts'
import type { Dice } from '../dice.ts'
import { disksOfGuest } from './guest-disk.ts'
import type { GuestDisk } from './guest-disk.ts'
import { GUEST_SYSTEMS } from './guest-system.ts'
import type { GuestSystem } from './guest-system.ts'
import { macOf, uuidOf } from './machine.ts'
import type { Site } from './network.ts'
import type { Layout } from './storage.ts'
import { NOTES, POOLS, ROLES, TAGS } from './words.ts'

export interface GuestNet {
  readonly mac: string
  readonly bridge: string
  readonly vlan: number | null
  readonly firewall: boolean
  readonly ipv4: string
  readonly ipv6: string | null
  /** In containers: configured by DHCP. */
  readonly dhcp: boolean
}

/** A VM or container. */
export interface Guest {
  readonly vmid: number
  readonly type: 'qemu' | 'lxc'
  readonly label: string
  readonly name: string
  /** Index of the node it was made on. */
  readonly home: number
  /** Moves to another node each so many seconds. */
  readonly movesEvery: number | null
  readonly template: boolean
  readonly running: boolean
  readonly paused: boolean
  readonly system: GuestSystem
  readonly cores: number
  readonly sockets: number
  readonly memoryBytes: number
  readonly tags: readonly string[]
  readonly pool: string | null
  readonly ha: boolean
  /** Of the QEMU guest agent: not configured, configured but silent, answering. */
  readonly agent: 'missing' | 'dead' | 'running'
  readonly disks: readonly GuestDisk[]
  readonly nets: readonly GuestNet[]
  readonly snapshotCount: number
  /** Changes of its configuration wait for its next start. */
  readonly pending: boolean
  /** Gives memory back under pressure. */
  readonly balloon: boolean
  readonly protection: boolean
  readonly startup: string | null
  readonly cpulimit: string | null
  readonly lock: 'backup' | null
  readonly description: string | null
  readonly uuid: string
}

/** Which share of guests is how. */
export interface GuestShares {
  readonly containers: number
  readonly templates: number
  readonly stopped: number
  readonly agentMissing: number
  readonly agentDead: number
  readonly withSnapshots: number
}

export interface Birthplace {
  readonly site: Site
  readonly layout: Layout
  readonly nodeCount: number
  readonly vlanAware: boolean
}

const MIB = 2 ** 20
const FIRST_VMID = 100

export function guestOf(place: Birthplace, order: number, home: number, shares: GuestShares): Guest {
  const vmid = FIRST_VMID + order
  const label = `${place.site.label}/guest/${vmid}`
  const random = dice(label)
  const type = random.chance(shares.containers) ? 'lxc' : 'qemu'
  const template = random.chance(shares.templates)
  const system = random.pick(GUEST_SYSTEMS.filter((one) => type === 'qemu' || one.container))
  const disks = disksOfGuest({ vmid, type, template, system, layout: place.layout }, label)
  const movable = place.nodeCount > 1 && !template && isOnSharedStorage(disks, place.layout)
  const running = !template && !random.chance(shares.stopped)
  return {
    vmid,
    type,
    label,
    name: nameOf(random, template ? `tmpl-${system.id}` : random.pick(ROLES), vmid, template),
    home,
    movesEvery: movable && random.chance(0.1) ? random.int(2, 12) * 3600 : null,
    template,
    running,
    paused: running && type === 'qemu' && random.chance(0.01),
    system,
    cores: random.pick([1, 2, 2, 4, 4, 8]),
    sockets: type === 'qemu' && random.chance(0.1) ? 2 : 1,
    memoryBytes: random.pick(type === 'lxc' ? [256, 512, 1024, 2048] : [1024, 2048, 4096, 8192, 16_384]) * MIB,
    tags: random.chance(0.6) ? random.shuffled(TAGS).slice(0, random.int(1, 3)) : [],
    pool: random.chance(0.4) ? random.pick(POOLS) : null,
    ha: movable && random.chance(0.3),
    agent: random.chance(shares.agentMissing) ? 'missing' : random.chance(shares.agentDead) ? 'dead' : 'running',
    disks,
    nets: netsOf(random, place, order),
    snapshotCount: !template && random.chance(shares.withSnapshots) ? random.int(1, 5) : 0,
    pending: running && random.chance(0.05),
    ...habitsOf(random, running),
    description: random.chance(0.3) ? random.pick(NOTES) : null,
    uuid: uuidOf(random),
  }
}

const habitsOf = (
  random: Dice,
  running: boolean,
): Pick<Guest, 'balloon' | 'protection' | 'startup' | 'cpulimit' | 'lock'> => ({
  balloon: random.chance(0.2),
  protection: random.chance(0.1),
  startup: random.chance(0.2) ? `order=${random.int(1, 9)},up=30` : null,
  cpulimit: random.chance(0.1) ? random.pick(['1.5', '2', '3']) : null,
  lock: running && random.chance(0.015) ? 'backup' : null,
})

const isOnSharedStorage = (disks: readonly GuestDisk[], { storages }: Layout): boolean =>
  disks.every((disk) => disk.storage === null || storages.find(({ id }) => id === disk.storage)?.shared === true)

const nameOf = (random: Dice, stem: string, vmid: number, template: boolean): string =>
  template || random.chance(0.2) ? stem : `${stem}-${String(vmid % 100).padStart(2, '0')}`

function netsOf(random: Dice, { site, vlanAware }: Birthplace, order: number): GuestNet[] {
  const count = random.chance(0.15) ? 2 : 1
  return Array.from({ length: count }, (_, index) => {
    const [third, fourth] = [10 + index * 100 + Math.floor(order / 240), 5 + (order % 240)]
    return {
      mac: macOf(random, 'BC:24:11').toUpperCase(),
      bridge: 'vmbr0',
      vlan: vlanAware && random.chance(0.5) ? random.pick([10, 20, 30, 50]) : null,
      firewall: random.chance(0.5),
      ipv4: `10.${site.octet}.${third}.${fourth}`,
      ipv6: random.chance(0.3) ? `fd00:${site.octet}:${index}::${(order + 16).toString(16)}` : null,
      dhcp: random.chance(0.5),
    }
  })
}
