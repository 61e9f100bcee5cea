import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { looseString } from '../../pve/loose.ts'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { guestCollector, MINUTES } from '../collector.ts'
import { guestPath } from './guest-path.ts'

const change = z.object({
  key: z.string().describe('setting that is to change'),
  value: z.string().nullable().describe('what it is to be; null where it is to be taken out'),
  delete: z.boolean().describe('whether it is to be taken out'),
})

const fact = z.object({
  raw: z
    .record(z.string(), z.string())
    .describe('settings as they are now, by key, each with its text as PVE gives it; secrets are hidden'),
  lxc: z
    .array(z.tuple([z.string(), z.string()]))
    .describe('lines for LXC itself, as pairs of key and value in their order; a VM has none'),
  pending: z.array(change).describe('changes that wait for the next start of the guest, by key'),
  digest: z.string().nullable().describe('checksum of the configuration file'),
})
type GuestConfig = z.infer<typeof fact>

const HIDDEN = '[hidden]'

/** The password cloud-init sets, and the environment of a container, which is where passwords for services are. */
const SECRET = /^(cipassword|env|lxc\.environment(\..*)?)$/

/** pmxcfs keeps no larger file (memdb.h). */
const LONGEST = 1024 * 1024
const MOST_SETTINGS = 10_000

/** Settings are texts and numbers; a flag is 0 or 1. */
const setting = z
  .union([looseString, z.boolean().transform((value) => String(Number(value)))])
  .pipe(z.string().max(LONGEST))

const configReply = z
  .looseObject({ lxc: rowsOf(z.tuple([setting, setting])).nullish() })
  .refine((reply) => Object.keys(reply).length <= MOST_SETTINGS, 'too many settings')

/** A row for each setting, also for those that stay. `delete` is 2 where it is forced (PVE/GuestHelpers.pm). */
const pendingReply = rowsOf(z.object({ key: text, pending: setting.nullish(), delete: unknownOr(amount) }))

const shown = (key: string, value: string): string => (SECRET.test(key) ? HIDDEN : value)

function parseConfig({ lxc, ...settings }: z.infer<typeof configReply>): Omit<GuestConfig, 'pending'> {
  const texts = Object.entries(settings).flatMap(([key, value]): [string, string][] => {
    const { data } = setting.safeParse(value)
    return data === undefined ? [] : [[key, shown(key, data)]]
  })
  const raw = Object.fromEntries(texts.sort(by(([key]) => key)))
  return {
    raw,
    lxc: (lxc ?? []).map(([key, value]) => [key, shown(key, value)]),
    digest: raw['digest'] ?? null,
  }
}

const parsePending = (rows: z.infer<typeof pendingReply>): GuestConfig['pending'] =>
  rows
    .map(({ key, pending, delete: flag }) => ({
      key,
      value: pending == null ? null : shown(key, pending),
      delete: flag !== null && flag > 0,
    }))
    .filter((row) => row.delete || row.value !== null)
    .sort(by(({ key }) => key))

export const config = guestCollector({
  name: 'config',
  title: 'Configuration of the guest',
  scope: 'guest',
  types: ['qemu', 'lxc'],
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, guest) {
    const path = guestPath(guest)
    const [now, pending] = await Promise.all([
      pve.get(`${path}/config`, configReply, { current: 1 }),
      pve.get(`${path}/pending`, pendingReply),
    ])
    return { ...parseConfig(now), pending: parsePending(pending) }
  },
})
