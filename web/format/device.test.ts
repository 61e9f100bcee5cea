import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deviceOf } from './device.ts'

test('a browser is known by what is its own in what it calls itself', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const said: [string, string][] = [
    [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0.0.0 Safari/537.36`, 'Chrome · Linux'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
      'Edge · Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox · Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari · iPhone',
    ],
    [`Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/140.0.0.0 Mobile Safari/537.36`, 'Chrome · Android'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15',
      'Safari · macOS',
    ],
    ['curl/8.14.1', 'curl'],
  ]
  assert.deepEqual(
    said.map(([text]) => deviceOf(text)),
    said.map(([, name]) => name),
  )
})

test('one that says nothing known is shown as it is, and one that says nothing is not known', () => {
  assert.equal(deviceOf('lynx'), 'lynx')
  assert.equal(deviceOf(null), null)
  fc.assert(fc.property(fc.string(), (text) => typeof deviceOf(text) === 'string'))
})
