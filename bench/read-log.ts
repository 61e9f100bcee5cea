import type { Visit } from '../simulator/wire/exchange.ts'

/** A script that a node ran, milliseconds since the epoch. */
export interface Ran {
  /** Of the node. */
  readonly port: number
  readonly startedAt: number
  readonly endedAt: number
}

/** What nodes were asked, as they saw it themselves. */
export interface Reads {
  /** The first question of each inventory: who is there. */
  readonly inventories: readonly Ran[]
  readonly lives: readonly Ran[]
  /** How often a node was asked on one connection before it had answered on another. */
  readonly overlaps: number
}

const isInventory = (script: string): boolean => script.includes('proxmox-backup-manager')
/** What any member knows of all others, without a start of Perl. */
const isLive = (script: string): boolean =>
  script.includes("'/etc/pve/.rrd'") && !/\bpvesh (?:get|create)\b/.test(script)

/** Writes down what nodes are asked. */
export class ReadLog {
  readonly #now: () => number
  readonly #running = new Map<number, Visit[]>()
  #inventories: Ran[] = []
  #lives: Ran[] = []
  #overlaps = 0

  constructor(now: () => number) {
    this.#now = now
  }

  readonly began = (port: number, visit: Visit): (() => void) => {
    const { connection, script } = visit
    const running = this.#running.get(port) ?? []
    this.#running.set(port, running)
    if (running.some((other) => other.connection !== connection)) this.#overlaps++
    running.push(visit)
    const startedAt = this.#now()
    return () => {
      running.splice(running.indexOf(visit), 1)
      const ran = { port, startedAt, endedAt: this.#now() }
      if (isInventory(script)) this.#inventories.push(ran)
      else if (isLive(script)) this.#lives.push(ran)
    }
  }

  /** What was written down since it was last taken. */
  take(): Reads {
    const taken = { inventories: this.#inventories, lives: this.#lives, overlaps: this.#overlaps }
    this.#inventories = []
    this.#lives = []
    this.#overlaps = 0
    return taken
  }
}
