import { FailureError } from '../../model/failure.ts'
import type { PlainRoute } from './route.ts'
import { stdoutOf } from './sources.ts'

export const nodeSubscription: PlainRoute = {
  path: '/nodes/{node}/subscription',
  programs: ['pvesubscription-get'],
  files: [],
  preferred: false,
  build: (sources) => parseSubscription(stdoutOf(sources, 'pvesubscription-get')),
}

const NUMBERS = new Set(['checktime', 'sockets'])

/** The `key: value` lines of `pvesubscription get`. */
function parseSubscription(text: string): Record<string, string | number> {
  const entries = [...text.matchAll(/^([\w-]+):(.*)$/gm)].map(([, key = '', rest = '']): [string, string | number] => {
    const value = rest.trim()
    return [key, NUMBERS.has(key) && /^\d{1,15}$/.test(value) ? Number(value) : value]
  })
  const reply = Object.fromEntries(entries)
  if (reply['status'] === undefined) throw new FailureError('bad-reply', 'pvesubscription get gives no status')
  return reply
}
