import { FailureError } from '../model/failure.ts'
import type { Fingerprint } from '../model/desk.ts'

/** The node showed a key or certificate that nobody confirmed. No credential has been sent. */
export class Untrusted extends FailureError {
  readonly offered: Fingerprint
  /** What was confirmed before; null where there was nothing. */
  readonly expected: string | null

  constructor(message: string, hint: string, offered: Fingerprint, expected: string | null = null) {
    super('untrusted', message, hint)
    this.name = 'Untrusted'
    this.offered = offered
    this.expected = expected
  }
}
