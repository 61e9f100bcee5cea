/** What a run of the tests came to. */
export class Tally {
  passed = 0
  failed = 0
  readonly #skipped = new Map<string, number>()

  skip(reason: string, count = 1): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count)
  }

  /** A run that tested nothing has not shown that anything works. */
  get isGood(): boolean {
    return this.failed === 0 && this.passed > 0
  }

  /** How many tests were skipped for each reason. */
  get skips(): [reason: string, count: number][] {
    return [...this.#skipped]
  }

  toString(): string {
    const skipped = this.skips.reduce((sum, [, count]) => sum + count, 0)
    return `${this.passed} passed, ${this.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  }
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1).padStart(6)} s`

export function printRow(state: 'ok' | 'FAILED' | 'note', name: string, rest: string): void {
  console.log(`${state.padEnd(6)}  ${name.padEnd(56)}  ${rest}`)
}
