import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { storage, storageConfig } from './storage.ts'

const LOCAL = 'dir: local\n\tpath /var/lib/vz\n\tcontent iso\n\n'

describe('storage.cfg', () => {
  it('spells switches as 0 and 1', () => {
    const [, tank] = storageConfig(`${LOCAL}zfspool: tank\n\tpool tank\n\tdisable\n\tsparse yes\n\tshared 0\n`)
    assert.deepEqual([tank?.disable, tank?.['sparse'], tank?.shared], [1, 1, 0])
  })

  it('trap 15: calls a network storage shared whatever the flag says', () => {
    const [, nas, dir] = storageConfig(`${LOCAL}nfs: nas\n\tshared 0\n\ndir: pool\n\tpath /p\n`)
    assert.deepEqual([nas?.shared, dir?.shared], [1, undefined])
  })

  it('fills in the content where a section has none', () => {
    const [, nas, thin, own] = storageConfig(`${LOCAL}nfs: nas\n\nlvmthin: thin\n\nexotic: own\n`)
    assert.deepEqual([nas?.content, thin?.content, own?.content], ['images', 'images,rootdir', undefined])
  })

  it('separates lists with commas, however they were written', () => {
    const [, nas] = storageConfig(`${LOCAL}nfs: nas\n\tcontent iso; backup\n\tnodes a b,c\n`)
    assert.deepEqual([nas?.content, nas?.nodes], ['iso,backup', 'a,b,c'])
  })

  it('always has local, a directory at its place and on every node', () => {
    const standard = {
      storage: 'local',
      type: 'dir',
      path: '/var/lib/vz',
      content: 'backup,images,iso,rootdir,snippets,vztmpl',
      'prune-backups': 'keep-all=1',
    }
    for (const text of ['', 'zfspool: local\n\tpool x\n', 'dir: local\n\tpath /elsewhere\n'])
      assert.deepEqual(storageConfig(text), [standard])
    assert.deepEqual(storageConfig('dir: local\n\tcontent iso\n\tnodes a\n'), [
      { storage: 'local', type: 'dir', path: '/var/lib/vz', content: 'iso' },
    ])
  })

  it('is refused with more storages than any fleet has', () => {
    const text = Array.from({ length: 501 }, (_, index) => `nfs: s${String(index)}\n\n`).join('')
    assert.throws(() => storageConfig(text), /501 storages/)
  })
})

describe('/storage from storage.cfg', () => {
  for (const version of ['8.4', '9.2', '7.4'])
    it(`equals what PVE replied, in every key: ${version}`, { skip: withoutShared }, () => {
      const rows = built(storage, { files: { '/etc/pve/storage.cfg': sharedText('pve/8.4/etc-pve/storage.cfg') } })
      const recorded = recordedReply(`${version}/storage`) as Record<string, unknown>[]
      // The order of `content` is random in PVE's reply.
      const sorted = (all: unknown): unknown[] =>
        (all as { content: string }[]).map((row) => ({ ...row, content: row.content.split(',').sort().join() }))
      const keys = Object.keys(Object.assign({}, ...recorded) as object)
      assert.deepEqual(pick(sorted(rows), keys, 'storage'), pick(sorted(recorded), keys, 'storage'))
    })
})
