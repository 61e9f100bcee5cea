import { FailureError } from '../../model/failure.ts'
import type { PlainRoute } from './route.ts'
import { known, orNull, stdoutOf } from './sources.ts'

export const nodeTime: PlainRoute = {
  path: '/nodes/{node}/time',
  programs: ['clock'],
  files: ['/etc/timezone'],
  preferred: false,
  build(sources) {
    const [, seconds, sign, hours, minutes, zone] =
      /^(\d{1,12}) ([-+])(\d\d)(\d\d)\n(?:.*\/zoneinfo\/(\S+))?/.exec(stdoutOf(sources, 'clock')) ?? []
    if (seconds === undefined) throw new FailureError('bad-reply', 'the clock program gave no time')
    const offset = Number(`${sign ?? ''}1`) * (Number(hours) * 3600 + Number(minutes) * 60)
    const named = orNull(() => sources.file('/etc/timezone').trim())
    return known({
      time: Number(seconds),
      localtime: Number(seconds) + offset,
      timezone: named === '' ? zone : (named ?? zone),
    })
  },
}
