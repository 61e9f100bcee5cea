import type { Collector } from '../../src/collectors/collector.ts'
import type { FileName, ProgramName } from '../../src/transport/catalogue.ts'

/** What one collector asks of a node. */
export interface Reads {
  readonly paths: readonly string[]
  readonly programs: readonly ProgramName[]
  readonly files: readonly FileName[]
}

const unanswered = (): Promise<never> => new Promise(() => undefined)

/** Found out by asking: with ports that note what is asked and never answer. What waits for an answer is not seen. */
export function readsOf({ collect, scope }: Collector): Reads {
  const paths: string[] = []
  const programs: ProgramName[] = []
  const files: FileName[] = []
  const ports = {
    pve: { get: (path: string) => (paths.push(path), unanswered()) },
    shell: {
      run: (name: ProgramName) => (programs.push(name), unanswered()),
      read: (name: FileName) => (files.push(name), unanswered()),
    },
  }
  void collect(ports, { scope, node: '{node}' })
  return { paths, programs, files }
}
