import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { FINGERPRINT } from '../test/tools/api.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { readRemotesFile, RemotesFileError, remotesIn } from './remotes-file.ts'

const noFile = (path: string): string => {
  throw new Error(`${path} is not there`)
}

/** The lines that say what is wrong. */
function mistakesIn(text: string, read = noFile): string[] {
  try {
    remotesIn(text, 'fleet.yaml', read)
  } catch (error) {
    assert.ok(error instanceof RemotesFileError, String(error))
    return error.message.split('\n')
  }
  return []
}

const remote = (name: string, rest = ''): string => `- name: ${name}
  address: ${name}.lan
  ssh:
    use_agent: true
    host_key_sha256: ${FINGERPRINT}
${rest}`

describe('a file of remotes', () => {
  it('has what an addition has, with secrets in files beside it', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'fleet.yaml')
    writeFileSync(join(folder.path, 'password'), 'pass word\n')
    writeFileSync(
      file,
      `- name: prod
  address: pve1.lan
  site: milan
  ssh: { username: panoramica, port: 2222, password_file: password, sudo: true, host_key_sha256: ${FINGERPRINT} }
  members:
    pve2: { address: 10.0.0.2 }
    pve3: { address: gate.lan, port: 2203 }
`,
    )
    const [one, ...others] = readRemotesFile(file)
    assert.deepEqual(others, [])
    assert.equal(one?.ssh?.password?.reveal(), 'pass word')
    assert.deepEqual(
      [one.name, one.address, one.site, one.ssh.username, one.ssh.port, one.ssh.sudo, one.api, one.sshHostKeySha256],
      ['prod', 'pve1.lan', 'milan', 'panoramica', 2222, true, null, FINGERPRINT],
    )
    assert.deepEqual(
      [...one.members],
      [
        ['pve2', { address: '10.0.0.2', sshPort: null }],
        ['pve3', { address: 'gate.lan', sshPort: 2203 }],
      ],
    )
  })

  it('may be a list of none, but not empty: that may be a file that was cut off', () => {
    assert.deepEqual(remotesIn('[]', 'fleet.yaml', noFile), [])
    for (const text of ['', '# nothing\n', '{}', 'remotes: []'])
      assert.deepEqual(mistakesIn(text), ['fleet.yaml:1: must be a list of remotes; [] is one without any'])
  })

  it('has each mistake named with its line and path, in their order', () => {
    const text = `${remote('prod')}
- name: lab
  address: a b
  colour: red
  ssh:
    port: 99999
    password_file: gone
    private_key: KEY
    host_key_sha256: ${FINGERPRINT}
- 5
`
    assert.deepEqual(mistakesIn(text), [
      'fleet.yaml:8: [1].address: must be a host name or an IP address; ports go into ssh.port and api.port',
      'fleet.yaml:9: [1].colour: Unrecognized key: "colour"',
      'fleet.yaml:11: [1].ssh.port: Too big: expected number to be <=65535',
      'fleet.yaml:12: [1].ssh.password_file: gone is not there',
      'fleet.yaml:13: [1].ssh.private_key: secrets are kept in files: give private_key_file',
      'fleet.yaml:15: [2]: Invalid input: expected object, received number',
    ])
  })

  it('has to say what nobody is there to answer: the host key, a way in, a name of its own', () => {
    assert.deepEqual(mistakesIn('- name: a\n  address: a\n  ssh:\n    use_agent: true\n'), [
      'fleet.yaml:3: [0].ssh: host_key_sha256 is missing: nobody is asked to confirm a key',
    ])
    assert.deepEqual(mistakesIn('- name: a\n  address: a\n'), ['fleet.yaml:1: [0]: needs ssh or api'])
    assert.deepEqual(mistakesIn(`${remote('a')}${remote('a')}`), [
      'fleet.yaml:6: [1].name: there is another remote called a',
    ])
    assert.match(mistakesIn('- address: a\n')[0] ?? '', /^fleet\.yaml:1: \[0\]\.name: /)
  })

  it('has to be YAML', () => {
    assert.match(mistakesIn('- name: [\n  b')[0] ?? '', /^fleet\.yaml:2: Flow sequence/)
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`
    assert.match(mistakesIn(bomb)[0] ?? '', /^fleet\.yaml: Excessive alias count/)
  })

  it('is named where it cannot be read', () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'fleet.yaml')
    assert.throws(() => readRemotesFile(file), new RegExp(`${file}: ENOENT`))
    writeFileSync(file, '[]')
    chmodSync(file, 0o600)
    assert.deepEqual(readRemotesFile(file), [])
  })

  it('gives remotes or says what is wrong, whatever is in it', () => {
    const value = fc.jsonValue().map((json) => JSON.stringify(json))
    const odd = fc
      .constantFrom('name', 'address', 'ssh', 'api', 'members', 'private_key_file')
      .chain((key) => fc.jsonValue().map((json) => JSON.stringify([{ name: 'a', address: 'a', [key]: json }])))
    const property = fc.property(fc.oneof(fc.string(), value, odd), (text) => {
      for (const line of mistakesIn(text)) assert.match(line, /^fleet\.yaml(:\d+)?: ./)
    })
    fc.assert(property, { numRuns: 500 })
  })
})
