import assert from 'node:assert/strict'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { Opened } from './store-case.ts'

const event = (at: number, over: Partial<AuditEvent> = {}): AuditEvent => ({
  at,
  action: 'remote.add',
  actor: { kind: 'user', name: 'ann@example.com' },
  subject: 'prod (remote 1)',
  from: '192.0.2.1',
  ok: true,
  ...over,
})

/** What every store must do with what is written down about who did what. */
export const AUDIT: Record<string, (opened: Opened) => Promise<void>> = {
  'keeps who did what, and tells it the newest first, a page at a time': async (opened) => {
    const refused = event(2, { action: 'sign-in', actor: { kind: 'nobody', name: null }, subject: null, ok: false })
    const events = [event(1), refused, event(3, { from: null })]
    for (const one of events) await opened.store.recordEvent(one)
    const store = await opened.reopen()
    const told = await store.events(null, 10)
    assert.deepEqual(
      told.map(({ id: _id, ...one }) => one),
      events.toReversed(),
    )
    assert.deepEqual(await store.events(null, 1), told.slice(0, 1))
    assert.deepEqual(await store.events(told[0]?.id ?? 0, 1), told.slice(1, 2))
    assert.deepEqual(await store.events(told[2]?.id ?? 0, 10), [])
  },
}
