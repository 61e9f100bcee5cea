import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../../test/tools/temporary.ts'
import { certificate, dataFolder, nodeVersion } from './machine.ts'

const DAY_MS = 86_400_000

test('Node has to be the one that is pinned, or newer', () => {
  assert.deepEqual(nodeVersion('v24.0.0'), { status: 'ok', what: 'Node v24.0.0', next: null })
  assert.equal(nodeVersion('v25.1.0').status, 'ok')
  assert.equal(nodeVersion('v22.20.0').status, 'problem')
})

test('a data folder is for its owner only; else it says how', () => {
  using folder = temporaryFolder()
  const [rights, room, ...more] = dataFolder(folder.path)
  assert.deepEqual(rights, { status: 'ok', what: `the data folder ${folder.path} is for its owner only`, next: null })
  assert.match(room?.what ?? '', /^\d.* free for /)
  assert.deepEqual(more, [])
  chmodSync(folder.path, 0o755)
  assert.deepEqual(dataFolder(folder.path)[0], {
    status: 'warning',
    what: `the data folder ${folder.path} can be looked into by others (mode 0755)`,
    next: `chmod 700 ${folder.path}`,
  })
})

test('a data folder that is not there yet is none of these', () => {
  assert.deepEqual(dataFolder('/nonexistent'), [
    { status: 'ok', what: 'the data folder /nonexistent is not there yet: the first start makes it', next: null },
  ])
})

test('a certificate is valid for so many days, and belongs to its key', () => {
  using folder = temporaryFolder()
  const [key, other, tlsCertFile] = ['key', 'other', 'cert'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x']
  execFileSync('openssl', [...request, '-days', '30', '-keyout', other, '-out', tlsCertFile], { stdio: 'ignore' })
  execFileSync('openssl', [...request, '-days', '30', '-keyout', key, '-out', tlsCertFile], { stdio: 'ignore' })
  const today = Date.now()
  const at = (days: number) =>
    certificate({ tlsCertFile, tlsKeyFile: key }, today + days * DAY_MS).map(({ status }) => status)
  assert.deepEqual([at(0), at(20), at(31)], [['ok'], ['warning'], ['problem']])
  const foreign = certificate({ tlsCertFile, tlsKeyFile: other }, today)
  assert.match(foreign[0]?.what ?? '', /does not belong to the certificate/)
  writeFileSync(tlsCertFile, 'no certificate')
  assert.match(certificate({ tlsCertFile, tlsKeyFile: key }, today)[0]?.what ?? '', /cannot be used/)
  assert.deepEqual(certificate({ tlsCertFile: '', tlsKeyFile: '' }, today), [])
})
