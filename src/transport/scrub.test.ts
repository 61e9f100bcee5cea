import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { scrubbed } from './scrub.ts'

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----'

const SHOWN: Record<string, readonly [text: string, shown: string]> = {
  'a private key': [`before\n${KEY}\nafter`, 'before\n[hidden]\nafter'],
  'a private key that is cut off': ['x -----BEGIN RSA PRIVATE KEY-----\nMIIE', 'x [hidden]'],
  'the password of cloud-init in a file': [
    'name: web\ncipassword: hunter 2\ncores: 2',
    'name: web\ncipassword: [hidden]\ncores: 2',
  ],
  'the same in JSON': ['{"cipassword":"hunter\\"2","cores":2}', '{"cipassword":"[hidden]","cores":2}'],
  'the same in JSON within JSON': [
    '{"d":"{\\"password\\":\\"x\\",\\"a\\":1}"}',
    '{"d":"{\\"password\\":\\"[hidden]\\",\\"a\\":1}"}',
  ],
  'the environment of a container': [
    'lxc.environment.runtime: A=b\nenv: K=v',
    'lxc.environment.runtime: [hidden]\nenv: [hidden]',
  ],
  'its line in JSON': ['[["lxc.environment","A=b"]]', '[["lxc.environment","[hidden]"]]'],
  'an option of a command': ['pvesh --password secret get', 'pvesh --password [hidden] get'],
  'a subscription key, but for its ends': ['"key":"pve2c-0123456789"', '"key":"pve2c-••••…89"'],
  'the secret of an API token': [
    'PVEAPIToken=root@pam!mon=12345678-1234-1234-1234-123456789abc',
    'PVEAPIToken=root@pam!mon=[hidden]',
  ],
  'a ticket': ['PVE:root@pam:65A1B2C3::c2lnbmF0dXJl+/=', '[hidden]'],
  'a bearer token': ['authorization: Bearer abcdefgh12345', 'authorization: Bearer [hidden]'],
  'a hash of a password': ['root:$6$salt$abcdefghijkl:19000', 'root:[hidden]:19000'],
}

describe('in what a node said', () => {
  for (const [what, [text, shown]] of Object.entries(SHOWN))
    it(`${what} is hidden`, () => assert.equal(scrubbed(text), shown))

  it('what is no secret stays as it is', () => {
    for (const text of [
      'scsi0: local-zfs:vm-100-disk-0,size=100G',
      'Configuration file `nodes/pve1/qemu-server/999.conf` does not exist',
      '{"status":"running","keyboard":"de","tags":"password"}',
      'pve-manager/8.4.21/2606ac850d46da29',
    ])
      assert.equal(scrubbed(text), text)
  })

  it('a secret is hidden whatever stands around it', () => {
    const noise = fc.string().filter((text) => !text.includes('hunter2secret'))
    const property = fc.property(noise, noise, (before, after) => {
      assert.ok(!scrubbed(`${before}\ncipassword: hunter2secret ${after}`).includes('hunter2secret'))
      assert.ok(!scrubbed(`${before}\n${KEY}${after}`).includes('b3BlbnNzaC1rZXk'))
    })
    fc.assert(property)
  })

  it('no text takes long, whatever it repeats', { timeout: 20_000 }, () => {
    for (const unit of ['-----BEGIN RSA PRIVATE KEY-----', '"password":"\\', '$6$aaaaaaaa', '!a=', 'PVE:', 'a '])
      assert.equal(typeof scrubbed(unit.repeat(20_000)), 'string')
  })
})
