import type { Via } from '../model/outcome.ts'
import type { Get, Section, SectionReply } from './section.ts'

/** What answered, and what it cost on the node. */
export interface Trace {
  via: Via | null
  durationMs: number
}

/** What a request asks for in the next wave: sections of its own, or a read that may share PVE's batch endpoint. */
export type Need =
  { readonly sections: readonly Section[]; readonly slow: boolean } | { readonly execute: Get; readonly slow: boolean }

/** One read's share of a batch endpoint's reply. */
export type Entry =
  | { readonly value: unknown; readonly milliseconds: number }
  /** `ladder`: this rung as such gave nothing, so the next one may. */
  | {
      readonly error: Error
      readonly ladder: 'execute-refused' | 'pvesh-useless' | null
      readonly milliseconds: number
    }

/** What a wave brought. */
export interface Answers {
  section(section: Section): SectionReply
  entry(get: Get): Entry
}

/** What a port was asked, until it is settled. */
export interface Request {
  /** Null once there is nothing left to try: it has then rejected. */
  needs(): Need | null
  /** True once settled; else it needs another wave. */
  take(answers: Answers): boolean
  reject(error: unknown): void
}

export interface Settle<T> {
  readonly trace: Trace
  resolve(this: void, value: T): void
  reject(this: void, error: unknown): void
}

/** Settles with what is read out of an answer, or why it cannot be. */
export function settleWith<T>({ resolve, reject }: Settle<T>, read: () => T): true {
  try {
    resolve(read())
  } catch (error) {
    reject(error)
  }
  return true
}
