import { inspect } from 'node:util'
import { printRow, seconds, type Tally } from './tally.ts'

interface TestError extends Error {
  readonly failureType?: string
  readonly exitCode?: number
  readonly signal?: string | null
}

export interface Queued {
  readonly name: string
  readonly testId?: number
  readonly parentId?: number | undefined
}

/** What `node:test` reports of a test. */
export interface Result extends Queued {
  readonly file?: string | undefined
  /** The file that was run, where `file` declares the test: they differ in a shared suite. */
  readonly entryFile?: string
  readonly skip?: string | boolean | undefined
  readonly todo?: string | boolean | undefined
  readonly details: { readonly type?: string | undefined; readonly duration_ms: number; readonly error?: TestError }
}

const isWholeFile = ({ entryFile }: Result): boolean => entryFile === undefined
const isOnlyItsSubtests = (error: TestError | undefined): boolean => error?.failureType === 'subtestsFailed'
const howItEnded = (error: TestError | undefined): string =>
  error?.signal ??
  (error?.exitCode === undefined
    ? inspect(error?.cause ?? 'stopped after a long silence')
    : `exit code ${error.exitCode}`)

/** One test file while it runs: what passed, what failed, what it printed. */
export class FileRun {
  readonly #path: string
  readonly #tally: Tally
  readonly #queued = new Map<number, Queued>()
  readonly #parents = new Set<number>()
  readonly #problems: string[] = []
  #passed = 0
  #skipped = 0
  #printed = ''
  #isClosed = false

  constructor(path: string, tally: Tally) {
    this.#path = path
    this.#tally = tally
  }

  queue(test: Queued): void {
    if (test.testId !== undefined) this.#queued.set(test.testId, test)
    if (test.parentId !== undefined) this.#parents.add(test.parentId)
  }

  print(text: string): void {
    this.#printed += text
  }

  pass(result: Result): void {
    if (isWholeFile(result)) this.#end(result, 'it holds no test')
    else if (!this.#isLeftOut(result) && this.#isLeaf(result)) this.#passed += 1
  }

  /** Only leaves count, but for a suite or parent that fails by itself, as when a hook of it throws. */
  fail(result: Result): void {
    const { error } = result.details
    if (isWholeFile(result)) this.#end(result, `its process failed: ${howItEnded(error)}`)
    else if (!this.#isLeftOut(result) && (this.#isLeaf(result) || !isOnlyItsSubtests(error)))
      this.#problems.push(`${this.#titleOf(result)}\n${inspect(error?.cause ?? error)}`)
  }

  /** Called when all files have ended: one that never said what it came to has failed. */
  finish(): void {
    if (this.#isClosed) return
    this.#problems.push('it ended before its results were out')
    this.close(0)
  }

  /** Called once at the end, and once more where the process then fails. */
  close(milliseconds: number): void {
    this.#isClosed = true
    const failed = this.#problems.length
    this.#tally.passed += this.#passed
    this.#tally.failed += failed
    const counts = [`${this.#passed} passed`]
    if (failed > 0) counts.push(`${failed} failed`)
    if (this.#skipped > 0) counts.push(`${this.#skipped} skipped`)
    printRow(failed > 0 ? 'FAILED' : 'ok', this.#path, `${seconds(milliseconds)}  ${counts.join(', ')}`)
    if (failed > 0) {
      for (const problem of this.#problems) console.log(`\n${this.#path}: ${problem}`)
      console.log(this.#printed === '' ? '' : `\n${this.#path} printed:\n${this.#printed}`)
    }
    this.#passed = this.#skipped = this.#problems.length = 0
  }

  #end({ details }: Result, problem: string): void {
    this.#problems.push(problem)
    this.close(details.duration_ms)
  }

  #isLeaf({ details, testId }: Result): boolean {
    return details.type !== 'suite' && (testId === undefined || !this.#parents.has(testId))
  }

  #isLeftOut({ skip, todo }: Result): boolean {
    const mark = skip ?? todo ?? false
    if (mark === false) return false
    const reason = mark === true || mark === '' ? 'no reason given' : mark
    this.#skipped += 1
    this.#tally.skip(reason)
    return true
  }

  #titleOf({ name, parentId }: Result): string {
    const titles = [name]
    for (let id = parentId; id !== undefined;) {
      const parent = this.#queued.get(id)
      if (parent) titles.unshift(parent.name)
      id = parent?.parentId
    }
    return titles.join(' › ')
  }
}
