import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TestContext } from 'node:test'
import { deskOver } from '../../test/tools/desk-over.ts'
import { keyOf, StubCluster } from '../../test/tools/stub-cluster.ts'
import type { FiledRemote } from '../model/filed-remote.ts'
import { Secret } from '../model/secret.ts'
import { filedRemotes } from './filed-remotes.ts'

/** The remotes of a file over one cluster, whose members are entered each as another remote if it is none. */
async function stage(t: TestContext, cluster: StubCluster) {
  const desk = await deskOver(t, cluster)
  const told: string[] = []
  const files = filedRemotes({
    ...desk,
    told: (name, failure) => told.push(`${name}: ${failure ? `${failure.kind}: ${failure.message}` : 'ok'}`),
  })
  const filed = (name: string, node: string, over: Partial<FiledRemote> = {}): FiledRemote => ({
    ...desk.inputOf(node),
    members: new Map(),
    name,
    ...over,
  })
  const names = async (): Promise<string[]> => (await desk.store.remotes()).map(({ name }) => name)
  t.after(files.stop)
  return { ...desk, files, told, filed, names }
}

const alone = (): StubCluster => new StubCluster(null, 'pve1', 'pve2', 'pve3')

describe('the remotes of the file', () => {
  it('are added at first, and left alone when nothing has changed', async (t) => {
    const { files, filed, told, store, cluster, pass } = await stage(t, alone())
    const wanted = [filed('one', 'pve1'), filed('two', 'pve2')]
    await files.apply(wanted)
    await pass(1)
    const remotes = await store.remotes()
    assert.deepEqual(remotes.map(({ name, fromFile }) => [name, fromFile]).sort(), [
      ['one', true],
      ['two', true],
    ])
    assert.deepEqual(told.sort(), ['one: ok', 'two: ok'])
    const looks = cluster.nodes.map((node) => node.looks)
    await files.apply([filed('one', 'pve1'), filed('two', 'pve2')])
    assert.deepEqual([await store.remotes(), cluster.nodes.map((node) => node.looks)], [remotes, looks])
  })

  it('are removed when they are not in it any more, and no others', async (t) => {
    const { files, filed, add, names } = await stage(t, alone())
    await add('pve3')
    await files.apply([filed('one', 'pve1'), filed('two', 'pve2')])
    await files.apply([filed('two', 'pve2')])
    assert.deepEqual((await names()).sort(), ['pve3', 'two'])
  })

  it('are changed in place, also by another name at the same address', async (t) => {
    const { files, filed, store } = await stage(t, alone())
    await files.apply([filed('one', 'pve1')])
    const [before] = await store.remotes()
    const password = new Secret('new')
    const ssh = filed('', 'pve1').ssh
    assert.ok(ssh)
    await files.apply([filed('renamed', 'pve1', { ssh: { ...ssh, password } })])
    const [now, ...others] = await store.remotes()
    assert.deepEqual([now?.id, now?.name, now?.ssh?.password?.reveal(), others], [before?.id, 'renamed', 'new', []])
  })

  it('are at the site that it says, and at none once it does not', async (t) => {
    const { files, filed, store } = await stage(t, alone())
    const sites = async () => (await store.remotes()).map(({ site }) => site)
    await files.apply([filed('one', 'pve1', { site: 'milan' })])
    assert.deepEqual(await sites(), ['milan'])
    await files.apply([filed('one', 'pve1', { site: 'rome' })])
    assert.deepEqual(await sites(), ['rome'])
    await files.apply([filed('one', 'pve1')])
    assert.deepEqual(await sites(), [null])
  })

  it('that were added by hand before are taken over', async (t) => {
    const { files, filed, add, store } = await stage(t, alone())
    const id = await add('pve1')
    await files.apply([filed('one', 'pve1')])
    assert.deepEqual(
      (await store.remotes()).map((remote) => [remote.id, remote.name, remote.fromFile]),
      [[id, 'one', true]],
    )
  })

  it('that cannot be reached are tried again, and told once', async (t) => {
    const { files, filed, told, cluster, names, pass } = await stage(t, alone())
    cluster.node('pve1').isUp = false
    await files.apply([filed('one', 'pve1'), filed('two', 'pve2')])
    assert.deepEqual(await names(), ['two'])
    await pass(60_000)
    assert.deepEqual(
      told.filter((line) => line.startsWith('one')),
      ['one: unreachable: 192.0.2.1:22 is silent'],
    )
    cluster.node('pve1').isUp = true
    await pass(60_000)
    assert.deepEqual((await names()).sort(), ['one', 'two'])
    assert.equal(told.at(-1), 'one: ok')
  })

  it('trap 22: that show another key are not asked again before the file is read again', async (t) => {
    const { files, filed, told, cluster, pass } = await stage(t, alone())
    const wrong = filed('one', 'pve1', { sshHostKeySha256: keyOf(cluster.node('pve2')) })
    await files.apply([wrong])
    assert.match(told[0] ?? '', /^one: untrusted: the host shows ssh-rsa SHA256:\S+, which is not in the file$/)
    const told1 = told.length
    await pass(600_000)
    assert.equal(told.length, told1)
    await files.apply([filed('one', 'pve1')])
    assert.equal(told.at(-1), 'one: ok')
  })

  it('that are one cluster twice are said to be', async (t) => {
    const { files, filed, told, names } = await stage(t, new StubCluster('prod', 'pve1', 'pve2'))
    await files.apply([filed('one', 'pve1'), filed('other', 'pve2')])
    assert.equal((await names()).length, 1)
    assert.match(told.find((line) => line.includes('bad-reply')) ?? '', /it is (one|other), which the file has too$/)
  })

  it('have their members where it says, and back where the cluster says once it does not', async (t) => {
    const { files, filed, told, cluster, rows, store } = await stage(t, new StubCluster('prod', 'pve1', 'pve2'))
    cluster.node('pve2').alsoAt = 'gate.example:2202'
    const members = new Map([['pve2', { address: 'gate.example', sshPort: 2202 }]])
    await files.apply([filed('prod', 'pve1', { members })])
    assert.deepEqual(told, ['prod: ok'])
    assert.deepEqual(rows()[1]?.slice(0, 2), ['pve2', 'gate.example'])
    await files.apply([filed('prod', 'pve1')])
    assert.deepEqual(
      (await store.nodes()).map(({ address, addressSetBy }) => [address, addressSetBy]),
      [
        ['192.0.2.1', 'operator'],
        ['192.0.2.2', 'cluster'],
      ],
    )
    await files.apply([filed('prod', 'pve1', { members: new Map([['pve9', { address: 'x', sshPort: null }]]) })])
    assert.equal(told.at(-1), 'prod: bad-reply: prod has no member pve9')
  })
})
