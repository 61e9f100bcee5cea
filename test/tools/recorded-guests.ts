import type { GuestType } from '../../src/model/observation.ts'
import { parseExecute } from '../../src/transport/execute.ts'
import { messageFailure } from '../../src/transport/pve-failures.ts'
import { recordedCall, sharedNames, sharedText } from './shared.ts'

/** What was recorded of one guest. */
interface RecordedGuest {
  readonly type: GuestType
  readonly vmid: number
  /**
   * By path below the guest, `config_current` for `config` with `current=1`: the reply's JSON, or the failure that the
   * ports make of what PVE said.
   */
  readonly replies: ReadonlyMap<string, unknown>
}

type Recorded = readonly [path: string, reply: unknown]

/** Every guest recorded under this version of PVE, by vmid. */
export function recordedGuests(version: string): RecordedGuest[] {
  const byGuest = Map.groupBy(
    [...batch(version), ...singleCalls(version)],
    ([path]) => /^\w+\/\d+/.exec(path)?.[0] ?? '',
  )
  return [...byGuest]
    .filter(([guest]) => guest !== '')
    .map(([guest, recorded]) => ({
      type: guest.startsWith('lxc') ? ('lxc' as const) : ('qemu' as const),
      vmid: Number(guest.split('/')[1]),
      replies: new Map(recorded.map(([path, reply]) => [path.slice(guest.length + 1), reply])),
    }))
    .sort((a, b) => a.vmid - b.vmid)
}

/** One file a call, as `qemu_100_agent_get-osinfo.json`. Before it fails, PVE may have complained of other things. */
const singleCalls = (version: string): Recorded[] =>
  sharedNames(`pve/${version}`)
    .filter((file) => /^(qemu|lxc)_\d+_/.test(file))
    .map((file): Recorded => {
      const name = file.replace('.json', '')
      const { exit, stdout, stderr } = recordedCall(`${version}/${name}`)
      const path = name.replace(
        /^(\w+?)_(\d+)_(agent_)?/,
        (_, type, vmid, agent) => `${type}/${vmid}/${agent ? 'agent/' : ''}`,
      )
      return [path, exit === 0 ? JSON.parse(stdout) : messageFailure(stderr.trim().split('\n').at(-1) ?? '')]
    })

interface Command {
  readonly path: string
  readonly args?: Readonly<Record<string, unknown>>
}

/** One call of PVE's batch endpoint, where there is one. */
function batch(version: string): Recorded[] {
  const folder = `pve/${version}/execute`
  if (!sharedNames(`pve/${version}`).includes('execute')) return []
  const commands = JSON.parse(sharedText(`${folder}/commands.json`)) as Command[]
  const reply = { exit: 0, stdout: sharedText(`${folder}/stdout`), stderr: '', milliseconds: 0 }
  const entries = parseExecute(reply, commands.length)
  return commands.flatMap(({ path, args = {} }, index): Recorded[] => {
    const entry = entries[index]
    return entry ? [[[path, ...Object.keys(args)].join('_'), 'value' in entry ? entry.value : entry.error]] : []
  })
}
