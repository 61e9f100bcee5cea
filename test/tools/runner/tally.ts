export interface Skip {
  readonly test: string
  readonly reason: string
}

/** What a run of the tests came to. */
export class Tally {
  passed = 0
  failed = 0
  readonly skips: Skip[] = []

  /** A run that tested nothing has not shown that anything works. */
  get isGood(): boolean {
    return this.failed === 0 && this.passed > 0
  }

  toString(): string {
    const skipped = this.skips.length > 0 ? `, ${this.skips.length} skipped` : ''
    return `${this.passed} passed, ${this.failed} failed${skipped}`
  }
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1).padStart(6)} s`

export function printRow(state: 'ok' | 'FAILED' | 'note', name: string, rest: string): void {
  console.log(`${state.padEnd(6)}  ${name.padEnd(56)}  ${rest}`)
}
