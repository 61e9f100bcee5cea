import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedNode } from '../simulator/start.ts'
import { latenessIn } from './lateness.ts'
import { ReadLog } from './read-log.ts'

const INVENTORY = 'has proxmox-backup-manager'
const LIVE = "user 5 cat '/etc/pve/.rrd'"

test('a node that is asked on two connections at once is counted, one that is asked twice on one is not', () => {
  const log = new ReadLog(() => 0)
  const first = log.began(1, { connection: 1, script: INVENTORY })
  const same = log.began(1, { connection: 1, script: LIVE })
  const elsewhere = log.began(2, { connection: 2, script: LIVE })
  assert.equal(log.take().overlaps, 0)
  const other = log.began(1, { connection: 2, script: LIVE })
  for (const end of [first, same, elsewhere, other]) end()
  log.began(1, { connection: 3, script: LIVE })()
  const { inventories, lives, overlaps } = log.take()
  assert.deepEqual([inventories.length, lives.length, overlaps], [1, 4, 1])
})

test('a script that starts pvesh is no live round', () => {
  const log = new ReadLog(() => 7)
  log.began(1, { connection: 1, script: `${LIVE}\nroot 25 pvesh get '/version'` })()
  assert.deepEqual(log.take(), { inventories: [], lives: [], overlaps: 0 })
})

test('what is due and was not begun is late by what has passed', () => {
  const fleet = [1, 2, 3].map((port) => ({ port, group: port === 3 ? 2 : 1 }) as SimulatedNode)
  const due = new Map([
    [1, 1000],
    [2, 4000],
    [3, 99_000],
  ])
  const ran = (port: number, startedAt: number) => ({ port, startedAt, endedAt: startedAt + 100 })
  const reads = { inventories: [ran(1, 3000)], lives: [ran(2, 2000), ran(1, 8100)], overlaps: 0 }
  const { inventories, lives } = latenessIn(reads, { fleet, due, startsAt: 0, endedAt: 10_000, liveMs: 5000 })
  // Node 1 by 2 s, node 2 by 6 s already; node 3 is not due yet.
  assert.deepEqual(inventories, { begun: 1, meanMs: 4000 })
  // Group 1: in time, 1 s late, not due again; group 2: 5 s late already.
  assert.deepEqual(lives, { begun: 2, meanMs: 1500 })
})
