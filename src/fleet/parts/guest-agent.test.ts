import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { failed, read } from '../../../test/tools/kept.ts'
import { AT, configured, listed } from '../../../test/tools/sample-guest.ts'
import { addresses } from '../../collectors/guest/addresses.ts'
import { agent } from '../../collectors/guest/agent.ts'
import { guests } from '../../collectors/node/guests.ts'
import type { Observation } from '../../model/observation.ts'
import { guestAgent } from './guest-agent.ts'

const ENABLED = configured({ agent: '1' })
const SILENT = 'the guest agent does not answer'

const missing = (collector: typeof agent | typeof addresses, reason: string): Observation => ({
  ...read<unknown>(collector, null, AT),
  outcome: { status: 'absent', reason, hint: null },
})
const answers = read(agent, { version: '7.2.0', os: null, kernel: null, hostname: null }, AT)

const facts = (...looks: Observation[]) => {
  const { enabled, running, reason } = guestAgent(guestView(looks))
  return [enabled, running, reason]
}

describe('trap 28: that the agent is enabled, that it runs and what it says are facts apart', () => {
  it('runs when it answered any of what was asked', () => {
    assert.deepEqual(facts(ENABLED, answers), [true, true, null])
    const reason = 'the guest agent does not offer get-osinfo'
    assert.deepEqual(facts(ENABLED, missing(agent, reason), read(addresses, { interfaces: [] }, AT)), [
      true,
      true,
      reason,
    ])
  })

  it('does not run when PVE waited in vain', () => {
    assert.deepEqual(facts(ENABLED, missing(agent, SILENT), missing(addresses, SILENT)), [true, false, SILENT])
    assert.deepEqual(facts(ENABLED, failed(agent, 'timeout', AT)), [true, false, 'agent: timeout'])
  })

  it('does not run in a VM that does not', () => {
    const reason = 'the VM is not running'
    assert.deepEqual(facts(ENABLED, missing(agent, reason)), [true, false, reason])
    const stopped = read(guests, { guests: [listed({ status: 'stopped' })] }, AT + 1)
    assert.deepEqual(facts(ENABLED, answers, stopped), [true, false, reason])
  })

  it('is not known to run or not when nobody could ask it', () => {
    assert.deepEqual(facts(ENABLED), [true, null, 'not read yet'])
    assert.deepEqual(facts(ENABLED, failed(agent, 'unreachable', AT)), [true, null, 'agent: unreachable'])
  })

  it('is not enabled with agent: 0, which PVE takes for one that does not answer', () => {
    const off = configured({ agent: '0,fstrim_cloned_disks=1' })
    assert.deepEqual(facts(off, missing(agent, SILENT)), [false, false, 'the guest agent is not enabled'])
    assert.deepEqual(guestAgent(guestView([off])).options, { fstrim_cloned_disks: '1' })
    assert.deepEqual(facts(configured({}), missing(agent, 'the guest agent is not enabled')).slice(0, 2), [
      false,
      false,
    ])
  })

  it('keeps what it said before it fell silent over a time-out', () => {
    const shown = guestAgent(guestView([ENABLED, answers, failed(agent, 'timeout', AT + 1)]))
    assert.deepEqual([shown.version, shown.running], ['7.2.0', false])
  })
})
