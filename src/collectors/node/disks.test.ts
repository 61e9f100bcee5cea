import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import type { PveApi } from '../../transport/ports.ts'
import { disks } from './disks.ts'

const PATH = '/nodes/pve1/disks/list'

test('disks are sorted by device and their fields told apart from what PVE does not know', async () => {
  const rows = [
    {
      devpath: '/dev/sda',
      type: 'hdd',
      size: '4000787030016',
      vendor: 'ATA     ',
      model: 'unknown',
      used: 'partitions',
    },
    {
      devpath: '/dev/nvme0n1',
      type: 'nvme',
      size: 1920383410176,
      model: 'SAMSUNG_MZQL21T9HCJR-00A07',
      serial: 'S64GNE0T100001',
      vendor: 'unknown',
      wwn: 'eui.36344730',
      used: 'ZFS',
      wearout: 97,
    },
  ]
  assert.deepEqual(await factOf(disks, PATH, rows), {
    disks: [
      {
        path: '/dev/nvme0n1',
        model: 'SAMSUNG_MZQL21T9HCJR-00A07',
        serial: 'S64GNE0T100001',
        sizeBytes: 1920383410176,
        type: 'nvme',
        usedFor: 'ZFS',
        vendor: null,
        wwn: 'eui.36344730',
      },
      {
        path: '/dev/sda',
        model: null,
        serial: null,
        sizeBytes: 4000787030016,
        type: 'hdd',
        usedFor: 'partitions',
        vendor: 'ATA',
        wwn: null,
      },
    ],
  })
})

test('PVE is asked to skip SMART, so that no disk is woken', async () => {
  const asked: unknown[] = []
  const pve: PveApi = {
    async get(path, schema, args) {
      asked.push(path, args)
      return schema.parse([])
    },
  }
  assert.deepEqual(await disks.collect({ pve }, { scope: 'node', node: 'pve1' }), { disks: [] })
  assert.deepEqual(asked, [PATH, { skipsmart: 1 }])
})

test('a kind of disk of a later version is unknown', async () => {
  assert.equal((await factOf(disks, PATH, [{ devpath: '/dev/sdz', type: 'tape' }])).disks[0]?.type, 'unknown')
})

test('a reply that is no list is a failure', async () => {
  await assert.rejects(factOf(disks, PATH, { devpath: '/dev/sda' }), failure('bad-reply', /^$/))
})

test('recorded replies of 7.4, 8.4 and 9.2 say the same', { skip: withoutShared }, async () => {
  for (const release of ['7.4', '8.4', '9.2']) {
    assert.deepEqual(await factOf(disks, PATH, recordedReply(`${release}/node_disks_list`)), {
      disks: [
        {
          path: '/dev/vda',
          model: null,
          serial: null,
          sizeBytes: 274877906944,
          type: 'unknown',
          usedFor: 'mounted',
          vendor: '0x1af4',
          wwn: null,
        },
      ],
    })
  }
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(disks, PATH, 'devpath model serial size type used vendor wwn'))
