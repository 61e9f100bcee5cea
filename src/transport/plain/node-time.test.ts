import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { nodeTime } from './node-time.ts'

const timeOf = (clock: string, timezone?: string): unknown =>
  built(nodeTime, { programs: { clock }, files: timezone === undefined ? {} : { '/etc/timezone': timezone } })

describe('/nodes/{node}/time from date', () => {
  it('gives the time, the local time as PVE counts it, and the zone', () => {
    const expected = { time: 1000000, localtime: 1000000 + 5 * 3600 + 45 * 60, timezone: 'Asia/Kathmandu' }
    assert.deepEqual(timeOf('1000000 +0545\n', 'Asia/Kathmandu\n'), expected)
    assert.deepEqual(timeOf('1000000 -0330\n', 'x'), { time: 1000000, localtime: 1000000 - 12600, timezone: 'x' })
  })

  it('takes the zone from /etc/localtime where /etc/timezone is missing or empty, as on PVE 9', () => {
    const clock = '1000000 +0000\n../usr/share/zoneinfo/Etc/UTC\n'
    for (const timezone of [undefined, '\n'])
      assert.deepEqual(timeOf(clock, timezone), { time: 1000000, localtime: 1000000, timezone: 'Etc/UTC' })
    assert.deepEqual(timeOf('1000000 +0000\n'), { time: 1000000, localtime: 1000000 })
  })

  it('fails without a time', () => {
    assert.throws(() => timeOf('Thu Jan 1\n'), /no time/)
  })

  it('equals what PVE replied: 8.4', { skip: withoutShared }, () => {
    const recorded = recordedReply('8.4/node_time') as { time: number; timezone: string }
    assert.deepEqual(timeOf(`${String(recorded.time)} +0000\n`, `${recorded.timezone}\n`), recorded)
  })
})
