import { FailureError } from '../model/failure.ts'

/**
 * PVE leaves out of many lists what the asking user may not see, without a word. Where a node always has something to
 * list, an empty list is therefore no answer.
 */
export function listed<Row>(rows: readonly Row[], what: string, privilege: string): readonly Row[] {
  if (rows.length > 0) return rows
  throw new FailureError(
    'bad-reply',
    `PVE listed no ${what}, though every node has some`,
    `the user or API token may lack ${privilege}, which the role PVEAuditor brings`,
  )
}
