import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, findingsOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { storages } from './storages.ts'

const PATH = '/nodes/pve1/storage'

const row = (fields: object) => ({
  storage: 'tank',
  type: 'zfspool',
  content: 'rootdir,images',
  active: 1,
  enabled: 1,
  shared: 0,
  total: 1000,
  used: 250,
  avail: 750,
  ...fields,
})
const unreached = { active: 0, total: 0, used: 0, avail: 0 }

test('storages are sorted by name, whatever the types of the fields', async () => {
  const rows = [
    row({}),
    row({ storage: 'nas', type: 'nfs', content: 'iso', shared: '1', total: '10', used: '4', avail: 6.5 }),
  ]
  assert.deepEqual(await factOf(storages, PATH, rows), {
    storages: [
      {
        name: 'nas',
        type: 'nfs',
        totalBytes: 10,
        usedBytes: 4,
        availableBytes: 6.5,
        content: ['iso'],
        active: true,
        enabled: true,
        shared: true,
      },
      {
        name: 'tank',
        type: 'zfspool',
        totalBytes: 1000,
        usedBytes: 250,
        availableBytes: 750,
        content: ['images', 'rootdir'],
        active: true,
        enabled: true,
        shared: false,
      },
    ],
  })
})

test('trap 10: a storage that is disabled or limited to other nodes is not offline', async () => {
  const disabled = [row({ ...unreached, enabled: 0 })]
  const { active, enabled, totalBytes } = (await factOf(storages, PATH, disabled)).storages[0]!
  assert.deepEqual([active, enabled, totalBytes], [false, false, null])
  assert.deepEqual(await findingsOf(storages, PATH, disabled), [])
})

test('trap 10: an enabled storage that was not reached is a finding and its size is unknown, not zero', async () => {
  const down = [row(unreached)]
  const { totalBytes, usedBytes, availableBytes } = (await factOf(storages, PATH, down)).storages[0]!
  assert.deepEqual([totalBytes, usedBytes, availableBytes], [null, null, null])
  assert.deepEqual(await findingsOf(storages, PATH, down), [
    { severity: 'warning', text: 'storage tank is enabled but not active', hint: 'pvesm status' },
  ])
})

test('an active storage of a kind without a size has an unknown one', async () => {
  const { totalBytes, usedBytes } = (await factOf(storages, PATH, [row({ ...unreached, active: 1 })])).storages[0]!
  assert.deepEqual([totalBytes, usedBytes], [null, null])
})

test('numbers of a storage that is not active are not believed', async () => {
  const { totalBytes, availableBytes } = (await factOf(storages, PATH, [row({ active: 0 })])).storages[0]!
  assert.deepEqual([totalBytes, availableBytes], [null, null])
})

test('trap 10: zfspool total = used + available of that dataset, so it moves: the share is of the total of that moment', async () => {
  const moved = [row({ total: 500, used: 450, avail: 50 })]
  assert.equal((await factOf(storages, PATH, moved)).storages[0]!.totalBytes, 500)
  assert.equal((await findingsOf(storages, PATH, moved))[0]?.text, 'storage tank is 90 % full')
})

test('a storage is a warning from 85 % and critical from 90 %', async () => {
  const severity = async (used: number) => (await findingsOf(storages, PATH, [row({ used })]))[0]?.severity
  assert.equal(await severity(849), undefined)
  assert.equal(await severity(850), 'warning')
  assert.equal(await severity(899), 'warning')
  assert.equal(await severity(900), 'critical')
})

test('trap 21: an empty list is a failure with a word about permissions', async () => {
  await assert.rejects(factOf(storages, PATH, []), failure('bad-reply', /Datastore\.Audit on \/storage/))
})

test('a list longer than any node has is refused, not cut', async () => {
  const rows = Array.from({ length: 10_001 }, (_, index) => row({ storage: `s${index}` }))
  assert.equal((await factOf(storages, PATH, rows.slice(1))).storages.length, 10_000)
  await assert.rejects(factOf(storages, PATH, rows), failure('bad-reply', /^$/))
})

test(
  'recorded replies: disabled ones are silent, enabled ones out of reach are told',
  { skip: withoutShared },
  async () => {
    const { storages: found } = await factOf(storages, PATH, recordedReply('8.4/node_storage'))
    assert.equal(found.length, 10)
    assert.deepEqual(
      found.find(({ name }) => name === 'local'),
      {
        name: 'local',
        type: 'dir',
        totalBytes: 270553174016,
        usedBytes: 30169378816,
        availableBytes: 78774915072,
        content: ['backup', 'images', 'iso', 'rootdir', 'snippets', 'vztmpl'],
        active: true,
        enabled: true,
        shared: false,
      },
    )
    const told = async (recording: string) =>
      (await findingsOf(storages, PATH, recordedReply(recording))).map(({ text }) => text.split(' ')[1])
    assert.deepEqual(await told('7.4/node_storage'), ['backup-usb', 'local-lvm', 'rpool-missing'])
    assert.deepEqual(await told('9.2/node_storage'), ['backup-usb', 'local-lvm', 'rpool-missing'])
    assert.deepEqual(await told('traps/unreach__nodes_pve1_storage'), [
      'backup-usb',
      'local-lvm',
      'nas-nfs',
      'nas-smb',
      'pbs-main',
      'rpool-missing',
    ])
  },
)

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(storages, PATH, 'storage type total used avail content active enabled shared'))
