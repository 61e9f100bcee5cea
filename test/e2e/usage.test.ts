import assert from 'node:assert/strict'
import { test } from 'node:test'
import { panoramica } from '../tools/panoramica.ts'

for (const [what, args, complaint] of [
  ['no address', ['collect'], /give one address/],
  ['two addresses', ['collect', 'a', 'b'], /give one address/],
  ['an unknown option', ['collect', 'a', '--frobnicate'], /--frobnicate/],
  [
    'a port out of range',
    ['collect', 'a', '--port', '70000'],
    /--port takes a whole number from 1 to 65535, not 70000/,
  ],
  ['a fingerprint that is none', ['collect', 'a', '--host-key', 'MD5:aa'], /--host-key takes a fingerprint/],
  [
    'a key file that does not exist',
    ['collect', 'a', '--key', '/nonexistent/key'],
    /--key: \/nonexistent\/key cannot be read/,
  ],
  ['nothing to sign in with', ['collect', 'a'], /give --key or --password-stdin/],
  ['an unknown command', ['frobnicate'], /there is no command frobnicate/],
] as const) {
  test(`usage: ${what} exits 2 and is named`, async () => {
    const { code, stdout, stderr } = await panoramica(args)
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(stderr, complaint)
  })
}
