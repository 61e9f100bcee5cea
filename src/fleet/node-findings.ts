import { cluster } from '../collectors/cluster/cluster.ts'
import type { KeptByCollector } from './kept.ts'
import { oncePer } from './once-per.ts'
import type { NodeView } from './remote-view.ts'
import { findingsOf } from './sections.ts'
import type { ShownFinding } from './sections.ts'

const EVERYTHING = { hardware: true, storage: true, network: true }

/** In what was read of the node itself. */
export const inventoryFindings = oncePer((inventory: KeptByCollector): readonly ShownFinding[] =>
  findingsOf(inventory, EVERYTHING),
)

/** What deserves attention in all that a node told, of its cluster too. */
export function findingsOn({ kept, inventory }: NodeView): ShownFinding[] {
  const word = kept.get(cluster.name)
  return [...findingsOf(new Map(word && [[cluster.name, word]]), EVERYTHING), ...inventoryFindings(inventory)]
}
