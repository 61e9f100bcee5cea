/** The names of questions to guests, in the order in which they were met: their collectors, a closed list. */
const columns: string[] = []

function columnOf(collector: string): number {
  const known = columns.indexOf(collector)
  return known === -1 ? columns.push(collector) - 1 : known
}

const NEVER = -Infinity

/**
 * When each question about a node and its guests last had an answer, in milliseconds since the epoch. Of each guest there is
 * a row of numbers: a thousand nodes have a hundred thousand such questions, and a name for each takes four times as much.
 */
export class Answered {
  readonly #ofNode = new Map<string, number>()
  readonly #ofGuests = new Map<number, number[]>()

  /** `before`: by `askKey`. */
  constructor(before: ReadonlyMap<string, number>) {
    this.note(before)
  }

  /** Whether no question had an answer yet. */
  get isEmpty(): boolean {
    return this.#ofNode.size === 0 && this.#ofGuests.size === 0
  }

  /** `vmid`: of which guest it was asked; null for the node itself. */
  at(collector: string, vmid: number | null): number | undefined {
    if (vmid === null) return this.#ofNode.get(collector)
    const at = this.#ofGuests.get(vmid)?.[columnOf(collector)] ?? NEVER
    return at === NEVER ? undefined : at
  }

  /** `answers`: by `askKey`. */
  note(answers: ReadonlyMap<string, number>): void {
    for (const [key, at] of answers) {
      const [vmid, collector] = key.split(' ')
      if (collector === undefined) this.#ofNode.set(key, at)
      else this.#noteGuest(Number(vmid), columnOf(collector), at)
    }
  }

  /** Has a question to the node asked again. */
  forget(collector: string): void {
    this.#ofNode.delete(collector)
  }

  /** Has everything of all other guests asked again, should they come back. */
  forgetOthers(vmids: ReadonlySet<number>): void {
    for (const vmid of this.#ofGuests.keys()) if (!vmids.has(vmid)) this.#ofGuests.delete(vmid)
  }

  #noteGuest(vmid: number, column: number, at: number): void {
    const before = this.#ofGuests.get(vmid) ?? []
    const row = column < before.length ? before : columns.map((_, index) => before[index] ?? NEVER)
    row[column] = at
    this.#ofGuests.set(vmid, row)
  }
}
