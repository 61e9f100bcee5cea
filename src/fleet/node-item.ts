import { identityOf } from './host-details.ts'
import type { Context } from './host-details.ts'
import type { KeptByCollector } from './kept.ts'
import { nodeStorage } from './node-storage.ts'
import { cpuOf } from './parts/cpu.ts'
import { licenseOf } from './parts/license.ts'
import { memoryOf } from './parts/memory.ts'
import { temperatureOf } from './parts/temperature.ts'
import { findingsOf, problems } from './sections.ts'
import type { NodeItem } from './shapes.ts'

const EVERYTHING = { hardware: true, storage: true, network: true }

/** A node as a row of a list. */
export function nodeItem(
  kept: KeptByCollector,
  context: Context & { readonly nodeId: number; readonly remoteId: number },
): NodeItem {
  const { model, sockets, cores, threads, used_percent, load_1m } = cpuOf(kept)
  const memory = memoryOf(kept)
  const { status, level, expires } = licenseOf(kept)
  const findings = findingsOf(kept, EVERYTHING)
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length
  return {
    node_id: context.nodeId,
    remote_id: context.remoteId,
    name: context.hostname,
    ...identityOf(kept, context),
    cpu: { model, sockets, cores, threads, used_percent, load_1m },
    memory: {
      total_bytes: memory.total_bytes,
      used_bytes: memory.used_bytes,
      arc_bytes: memory.arc_bytes,
      total_gb: memory.total_gb,
      used_gb: memory.used_gb,
      arc_gb: memory.arc_gb,
      used_percent: memory.used_percent,
    },
    storage: nodeStorage(kept),
    temperature: { highest_c: temperatureOf(kept).highest_c },
    license: { status, level, expires },
    findings: { critical: count('critical'), warning: count('warning') },
    problems: problems(kept),
  }
}
