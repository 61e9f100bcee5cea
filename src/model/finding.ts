/** A sentence that something deserves attention. */
export interface Finding {
  readonly severity: 'critical' | 'warning'
  readonly text: string
  readonly hint: string | null
}
