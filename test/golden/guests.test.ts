import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import { observe } from '../../src/polling/observe.ts'
import { portsOf } from '../tools/ports.ts'
import { recordedGuests } from '../tools/recorded-guests.ts'
import { withoutShared } from '../tools/shared.ts'

/**
 * What the collectors make of every guest recorded beside the project. Each file here was compared with the recordings
 * by hand. After a change that is meant, delete the file: the test writes it anew, and fails once for you to look at it.
 */
const VERSIONS = ['7.4', '8.4', '9.2']

type Recorded = ReturnType<typeof recordedGuests>[number]

interface PendingRow {
  readonly key: string
  readonly value?: unknown
}

/**
 * The current configuration. Where it was not recorded, it is the one with changes applied, and these taken back: the
 * rows of `pending` have the current value of every setting beside the new one.
 */
function currentConfig({ replies }: Recorded): unknown {
  const applied = replies.get('config')
  const rows = replies.get('pending') as PendingRow[] | undefined
  if (applied instanceof Error || replies.has('config_current') || !rows)
    return replies.get('config_current') ?? applied
  const now = rows.filter(({ value }) => value !== undefined).map(({ key, value }) => [key, value])
  const { lxc } = applied as { lxc?: unknown }
  return { ...(lxc !== undefined && { lxc }), ...Object.fromEntries(now) }
}

/** Where they were not recorded: a configuration that is the same with its changes applied has none. */
const pendingRows = ({ replies }: Recorded): unknown =>
  replies.get('pending') ?? (isDeepStrictEqual(replies.get('config'), replies.get('config_current')) ? [] : undefined)

/** Reads one fact, or says why not. Undefined where something it asks for was not recorded. */
async function told(collector: (typeof GUEST_COLLECTORS)[number], guest: Recorded): Promise<unknown> {
  const { type, vmid, replies } = guest
  const subject = { scope: 'guest', node: 'pve1', vmid, type } as const
  const given = [...replies, ['config', currentConfig(guest)], ['pending', pendingRows(guest)]] as const
  const pve = Object.fromEntries(given.map(([path, reply]) => [`/nodes/pve1/${type}/${vmid}/${path}`, reply]))
  const { outcome } = await observe(collector, subject, () => portsOf({ pve }), fakeClock())
  return inWords(outcome)
}

/** The recordings are no part of the project: in place of their prose and long texts there are marks that change with them. */
const marked = (key: string, value: unknown): unknown =>
  typeof value === 'string' && (value.length > 40 || key === 'description')
    ? `${value.length} characters, ${createHash('sha256').update(value).digest('hex').slice(0, 12)}`
    : value

function inWords(outcome: Outcome<unknown>): unknown {
  if (outcome.status === 'ok') return JSON.parse(JSON.stringify(outcome.value, marked))
  if (outcome.status === 'failed') return `${outcome.failure.kind}: ${outcome.failure.message}`
  return outcome.reason.endsWith('is not there') ? undefined : `absent: ${outcome.reason}`
}

async function factsOf(version: string): Promise<unknown> {
  const guests = recordedGuests(version).map(async (guest): Promise<[string, unknown]> => {
    const facts = GUEST_COLLECTORS.filter(({ types }) => types.includes(guest.type)).map(
      async (collector): Promise<[string, unknown]> => [collector.name, await told(collector, guest)],
    )
    return [`${guest.type} ${guest.vmid}`, Object.fromEntries(await Promise.all(facts))]
  })
  return Object.fromEntries(await Promise.all(guests))
}

for (const version of VERSIONS)
  test(
    `guests recorded under PVE ${version} give the facts in guests-${version}.json`,
    { skip: withoutShared },
    async () => {
      const file = join(import.meta.dirname, `guests-${version}.json`)
      const facts = JSON.stringify(await factsOf(version), null, 2)
      if (!existsSync(file)) {
        writeFileSync(file, `${facts}\n`)
        assert.fail(`${file} was missing and has been written: compare it with the recordings`)
      }
      assert.deepEqual(JSON.parse(facts), JSON.parse(readFileSync(file, 'utf8')))
    },
  )

test('a current configuration made of the pending rows is the recorded one', { skip: withoutShared }, () => {
  for (const version of ['7.4', '8.4']) {
    const guest = recordedGuests(version).find(({ vmid }) => vmid === 100)
    assert.ok(guest)
    const replies = new Map(guest.replies)
    replies.delete('config_current')
    assert.deepEqual(currentConfig({ ...guest, replies }), guest.replies.get('config_current'))
  }
})
