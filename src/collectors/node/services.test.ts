import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, findingsOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { services } from './services.ts'

const PATH = '/nodes/pve1/services'

const row = (service: string, state: string, unitState?: string) => ({
  service,
  state,
  'unit-state': unitState ?? null,
})

test('services are sorted by name; what systemd says of starting is yes, no or unknown', async () => {
  const rows = [
    { ...row('sshd', 'running', 'enabled'), desc: 'OpenBSD Secure Shell server', name: 'sshd' },
    row('cron', 'running', 'enabled-runtime'),
    row('syslog', 'dead', 'not-found'),
    row('postfix', 'exited', 'static'),
    row('ksmtuned', 'dead', 'masked'),
    row('chrony', 'running'),
  ]
  assert.deepEqual(await factOf(services, PATH, rows), {
    services: [
      { name: 'chrony', state: 'running', enabled: null, description: null },
      { name: 'cron', state: 'running', enabled: true, description: null },
      { name: 'ksmtuned', state: 'dead', enabled: false, description: null },
      { name: 'postfix', state: 'exited', enabled: null, description: null },
      { name: 'sshd', state: 'running', enabled: true, description: 'OpenBSD Secure Shell server' },
      { name: 'syslog', state: 'dead', enabled: false, description: null },
    ],
  })
})

test('a service that failed is a warning unless it is disabled; one that is dead is none', async () => {
  const rows = [
    row('pveproxy', 'failed', 'enabled'),
    row('postfix', 'failed', 'disabled'),
    row('corosync', 'dead', 'enabled'),
    row('pvestatd', 'failed'),
  ]
  assert.deepEqual(await findingsOf(services, PATH, rows), [
    { severity: 'warning', text: 'service pveproxy failed', hint: 'systemctl status pveproxy' },
    { severity: 'warning', text: 'service pvestatd failed', hint: 'systemctl status pvestatd' },
  ])
})

test('trap 21: an empty list is a failure with a word about permissions', async () => {
  await assert.rejects(factOf(services, PATH, []), failure('bad-reply', /Sys\.Audit/))
})

test('recorded replies of 7.4 and 9.2', { skip: withoutShared }, async () => {
  const { services: old } = await factOf(services, PATH, recordedReply('7.4/node_services'))
  assert.equal(old.length, 19)
  assert.deepEqual(old[1], { name: 'corosync', state: 'dead', enabled: true, description: 'corosync daemon' })
  assert.deepEqual(old[16], { name: 'syslog', state: 'dead', enabled: false, description: 'syslog daemon' })
  const recent = recordedReply('9.2/node_services')
  assert.equal((await factOf(services, PATH, recent)).services.length, 23)
  assert.deepEqual(await findingsOf(services, PATH, recent), [])
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(services, PATH, 'service state unit-state desc'))
