import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { PROGRAMS } from '../catalogue.ts'
import { nodeServices, servicesFrom } from './node-services.ts'

const unit = (id: string, properties: object): string =>
  [`Id=${id}.service`, ...Object.entries(properties).map(([key, value]) => `${key}=${String(value)}`)].join('\n') +
  '\n\n'

describe('/nodes/{node}/services from systemctl', () => {
  it("gives a service under PVE's name, in PVE's keys", () => {
    const properties = {
      Description: 'OpenBSD Secure Shell server',
      LoadState: 'loaded',
      ActiveState: 'active',
      SubState: 'running',
      UnitFileState: 'enabled',
    }
    assert.deepEqual(servicesFrom(unit('ssh', properties)), [
      {
        service: 'sshd',
        name: 'sshd',
        desc: 'OpenBSD Secure Shell server',
        state: 'running',
        'active-state': 'active',
        'unit-state': 'enabled',
      },
    ])
  })

  it('says that a service is not installed', () => {
    const text = unit('corosync', {
      LoadState: 'not-found',
      ActiveState: 'inactive',
      SubState: 'dead',
      UnitFileState: '',
    })
    const [service] = servicesFrom(text)
    assert.deepEqual([service?.['unit-state'], service?.['state']], ['not-found', 'dead'])
  })

  it('takes the state of postfix from the unit of the daemon where there is one', () => {
    const wrapper = unit('postfix', { LoadState: 'loaded', ActiveState: 'active', SubState: 'exited' })
    const daemon = unit('postfix@-', { LoadState: 'loaded', ActiveState: 'failed', SubState: 'failed' })
    const missing = unit('postfix@-', { LoadState: 'not-found', ActiveState: 'inactive', SubState: 'dead' })
    const states = (text: string): unknown[] => servicesFrom(text).map(({ name, state }) => [name, state])
    assert.deepEqual(states(wrapper + daemon), [['postfix', 'failed']])
    assert.deepEqual(states(wrapper + missing), [['postfix', 'exited']])
  })

  it('fails where systemd shows nothing', () => {
    assert.throws(() => servicesFrom(''), /no service/)
    const down = { services: { exit: 1, stderr: 'Failed to connect to bus: No such file or directory\n' } }
    assert.throws(() => built(nodeServices, { programs: down }), /Failed to connect to bus/)
  })

  for (const version of ['7.4', '8.4', '9.2'])
    it(`asks for every service that PVE lists, and gives the same keys: ${version}`, { skip: withoutShared }, () => {
      const recorded = recordedReply(`${version}/node_services`) as Record<string, string>[]
      const asked = PROGRAMS.services.text.split(' ')
      assert.deepEqual(
        recorded.flatMap(({ name }) => name ?? []).filter((name) => !asked.includes(name)),
        [],
      )
      const shown = recorded.map((row) =>
        unit(row['name'] === 'sshd' ? 'ssh' : String(row['name']), {
          Description: row['desc'],
          LoadState: row['unit-state'] === 'not-found' ? 'not-found' : 'loaded',
          ActiveState: row['active-state'],
          SubState: row['state'],
          UnitFileState: row['unit-state'],
        }),
      )
      const keys = ['service', 'name', 'desc', 'state', 'active-state', 'unit-state']
      assert.deepEqual(pick(servicesFrom(shown.join('')), keys, 'name'), pick(recorded, keys, 'name'))
    })
})
