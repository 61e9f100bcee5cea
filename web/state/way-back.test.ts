import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { wayBack } from './way-back.ts'

test('the way back is the page that was asked for', () => {
  assert.equal(wayBack('/nodes/3?tab=storage#disks'), '/nodes/3?tab=storage#disks')
  assert.equal(wayBack('/settings'), '/settings')
})

test('there is no way back to the sign-in, to another site, or to what is no address', () => {
  for (const asked of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', null])
    assert.equal(wayBack(asked), '/')
  for (const asked of ['/sign-in', '/sign-in?to=/sign-in', '/setup?token=x', ['/nodes'], undefined, '/'.repeat(600)])
    assert.equal(wayBack(asked), '/')
})

test('whatever is asked for, a browser stays on this site', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.webPath(),
        fc.webPath().map((path) => `/${path}`),
      ),
      (asked) => {
        assert.equal(new URL(wayBack(asked), 'https://ours.example').origin, 'https://ours.example')
      },
    ),
  )
})
