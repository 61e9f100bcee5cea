import type { Collector } from '../../collectors/collector.ts'
import { guests } from '../../collectors/node/guests.ts'
import { containerStatus } from '../../collectors/node/container-status.ts'
import { vmStatus } from '../../collectors/node/vm-status.ts'
import type { GuestView } from '../guest-view.ts'
import { containerStatusOf, listedOf, listsOf, vmStatusOf } from '../guest-view.ts'
import { isStale } from '../sections.ts'

interface State {
  readonly status: 'running' | 'stopped' | 'paused' | 'unknown'
  /** In the words of QEMU; null for a container. */
  readonly qmp_status: string | null
}

const UNKNOWN: State = { status: 'unknown', qmp_status: null }

/** States of a VM whose process runs and whose processors stand still (qapi/run-state.json of QEMU). */
const STANDING_STILL = new Set([
  'colo',
  'debug',
  'finish-migrate',
  'guest-panicked',
  'inmigrate',
  'internal-error',
  'io-error',
  'paused',
  'postmigrate',
  'prelaunch',
  'restore-vm',
  'save-vm',
  'shutdown',
  'suspended',
  'watchdog',
])

function statusOf(word: string): State['status'] {
  if (word === 'running' || word === 'stopped') return word
  return STANDING_STILL.has(word) ? 'paused' : 'unknown'
}

/** The newest word on its state; null where nobody has said anything, or too long ago. */
function newestWord(view: GuestView): string | null {
  const { listed, vms, containers } = listsOf(view)
  let newest: string | null = null
  let newestAt = -Infinity
  const note = (word: string | null | undefined, at: number | null, collector: Pick<Collector, 'every'>): void => {
    if (word == null || at === null || at <= newestAt || isStale(collector, at, view.now)) return
    newest = word
    newestAt = at
  }
  const vm = vmStatusOf(view)
  note(vm?.qmpStatus ?? vm?.status, vms.at, vmStatus)
  note(containerStatusOf(view)?.status, containers.at, containerStatus)
  note(listedOf(view)?.status, listed.at, guests)
  return newest
}

export const isStopped = (view: GuestView): boolean => newestWord(view) === 'stopped'

/**
 * Traps 19, 25: PVE's status is running or stopped only and QEMU's says the rest; of a guest on a node that cannot be
 * reached nobody knows.
 */
export function stateOf(view: GuestView): State {
  const word = view.node.status === 'online' ? newestWord(view) : null
  return word === null ? UNKNOWN : { status: statusOf(word), qmp_status: view.type === 'qemu' ? word : null }
}

/**
 * The rows of a guest whose figures go together: lists are read at different times, and one that has it stopped says
 * nothing of a guest that runs by now, nor the other way round.
 */
export function rowsOf(view: GuestView) {
  const newest = newestWord(view)
  const holds = (word: string | null): boolean =>
    newest === null || word === null || (word === 'stopped') === (newest === 'stopped')
  const [listed, vm, container] = [listedOf(view), vmStatusOf(view), containerStatusOf(view)]
  return {
    listed: listed && holds(listed.status) ? listed : null,
    vm: vm && holds(vm.status) ? vm : null,
    container: container && holds(container.status) ? container : null,
  }
}
export type Rows = ReturnType<typeof rowsOf>
