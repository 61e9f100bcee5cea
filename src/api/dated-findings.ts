import { isoTime } from '../fleet/fields.ts'
import { findingItems } from '../fleet/findings.ts'
import type { FindingItem } from '../fleet/findings.ts'
import { oncePer } from '../fleet/once-per.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import type { History } from './ports.ts'

/** The findings of a remote with the time each was first seen, the same wherever they are shown. */
export const datedFindings = oncePer((history: Pick<History, 'since'>) =>
  oncePer((view: RemoteView): readonly FindingItem[] =>
    findingItems(view).map((item) => ({ ...item, since: isoTime(history.since(item)) })),
  ),
)
