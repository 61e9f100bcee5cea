import type { Collector, GuestCollector } from '../collectors/collector.ts'
import type { FileName, ProgramName } from '../transport/catalogue.ts'
import type { Ports } from '../transport/ports.ts'

/** What one collector asks of a node. */
export interface Reads {
  readonly paths: readonly string[]
  readonly programs: readonly ProgramName[]
  readonly files: readonly FileName[]
}

const unanswered = (): Promise<never> => new Promise(() => undefined)

/** Found out by asking: with ports that note what is asked and never answer. What waits for an answer is not seen. */
export const readsOf = ({ collect, scope }: Collector): Reads =>
  readsBy((ports) => collect(ports, { scope, node: '{node}' }))

/** The same of a collector of guests, for each type of guest. */
export const readsOfGuest = ({ collect, types }: GuestCollector): Reads =>
  readsBy((ports) => {
    for (const type of types) void collect(ports, { scope: 'guest', node: '{node}', vmid: VMID, type })
  })

/** Stands for a number in what is printed. */
const VMID = '{vmid}' as unknown as number

function readsBy(ask: (ports: Ports) => unknown): Reads {
  const paths: string[] = []
  const programs: ProgramName[] = []
  const files: FileName[] = []
  const ports = {
    pve: { get: (path: string) => (paths.includes(path) || paths.push(path), unanswered()) },
    shell: {
      run: (name: ProgramName) => (programs.push(name), unanswered()),
      read: (name: FileName) => (files.push(name), unanswered()),
    },
  }
  void ask(ports)
  return { paths, programs, files }
}
