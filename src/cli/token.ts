import { LONGEST_LIFE_DAYS } from '../api/auth/library.ts'
import { Problem } from '../api/problems.ts'
import { atDesk, roleIn } from './accounts.ts'
import type { Desk } from './accounts.ts'
import { parsed, run } from './command.ts'
import { columns } from './table.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica token COMMAND [options]

  create --name NAME --role viewer|admin   prints a new API token, this once
      --expires-days N                     it ends after so many days (default: it does not)
  list                                     lists the tokens by their first characters
  revoke ID                                ends a token; a running server may take it for 10 s more

  --data-dir FOLDER                        where the server keeps its data (default ./data)
  --master-key-file FILE                   its key (default master.key in that folder)`

const OPTIONS = { name: { type: 'string' }, role: { type: 'string' }, 'expires-days': { type: 'string' } } as const

type Values = ReturnType<typeof parsed<typeof OPTIONS>>['values']

const COMMANDS: Readonly<Record<string, (desk: Desk, values: Values, id: string) => Promise<void>>> = {
  create,
  list,
  revoke,
}

/** `panoramica token`: API tokens, for whoever has a shell where the server runs. */
export const token = (args: readonly string[]): Promise<number> =>
  run('token', USAGE, async () => {
    const { values, positionals } = parsed(args, OPTIONS)
    const [name = '', id = '', ...more] = positionals
    if (values.help) {
      console.log(USAGE)
      return
    }
    const command = COMMANDS[name]
    if (!command || more.length > 0 || (id !== '') !== (name === 'revoke')) throw new UsageError('what is to be done?')
    await atDesk(values, (desk) => command(desk, values, id))
  })

async function create({ tokens, done }: Desk, values: Values): Promise<void> {
  const { name, 'expires-days': days } = values
  if (name === undefined || !/^\S.{0,99}$/.test(name)) throw new UsageError('--name takes up to 100 characters')
  const expiresInDays = days === undefined ? null : daysIn(days)
  const role = roleIn(values.role)
  const { secret } = await tokens.create({ name, role, expiresInDays, userId: null })
  await done('token.create', `${name} (${role})`)
  console.log(secret.reveal())
}

function daysIn(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= LONGEST_LIFE_DAYS) return days
  throw new UsageError(`--expires-days takes a whole number from 1 to ${LONGEST_LIFE_DAYS}, not ${text}`)
}

async function list({ tokens }: Desk): Promise<void> {
  const day = (milliseconds: number | null, never: string): string =>
    milliseconds === null ? never : new Date(milliseconds).toISOString().slice(0, 10)
  const rows = (await tokens.list()).map(({ id, name, start, role, expiresAt, lastUsedAt }) => [
    id,
    `${start}…`,
    name,
    role,
    `ends ${day(expiresAt, 'never')}`,
    `used ${day(lastUsedAt, 'never')}`,
  ])
  for (const line of columns(rows)) console.log(line)
}

async function revoke({ tokens, done }: Desk, _values: Values, id: string): Promise<void> {
  const revoked = await tokens.revoke(id)
  if (!revoked) throw new Problem('not-found', `There is no token ${id}.`, { hint: 'panoramica token list' })
  await done('token.revoke', `${revoked.name} (${revoked.role})`)
  console.log(`revoked ${revoked.name}`)
}
