import { readFileSync } from 'node:fs'
import type { User } from '../api/auth/port.ts'
import { emailAddress } from '../api/people.ts'
import { Problem } from '../api/problems.ts'
import { Secret } from '../model/secret.ts'
import { atDesk, roleIn } from './accounts.ts'
import type { Desk } from './accounts.ts'
import { parsed, run } from './command.ts'
import { columns } from './table.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica user COMMAND [options]

  add EMAIL --role viewer|admin   adds a user
      --name NAME                 name of the person
      --password-stdin            read the password from standard input; without one the user needs a link
  link EMAIL                      prints a link that signs the user in, once, within an hour
  list                            lists the users
  remove EMAIL                    removes a user with their sessions and the tokens they made

  --data-dir FOLDER               where the server keeps its data (default ./data)
  --master-key-file FILE          its key (default master.key in that folder)`

const STDIN = 0
const OPTIONS = {
  role: { type: 'string' },
  name: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const

type Values = ReturnType<typeof parsed<typeof OPTIONS>>['values']

const COMMANDS: Readonly<Record<string, (desk: Desk, values: Values, email: string) => Promise<void>>> = {
  add,
  link,
  list,
  remove,
}

/** `panoramica user`: who may sign in, for whoever has a shell where the server runs. */
export const user = (args: readonly string[]): Promise<number> =>
  run('user', USAGE, async () => {
    const { values, positionals } = parsed(args, OPTIONS)
    const [name = '', email = '', ...more] = positionals
    if (values.help) {
      console.log(USAGE)
      return
    }
    const command = COMMANDS[name]
    if (!command || more.length > 0 || (email === '') !== (name === 'list')) throw new UsageError('what is to be done?')
    await atDesk(values, (desk) => command(desk, values, email))
  })

async function add({ users, done }: Desk, values: Values, text: string): Promise<void> {
  const email = emailAddress.safeParse(text).data
  if (email === undefined) throw new UsageError(`not an e-mail address: ${text}`)
  const role = roleIn(values.role)
  const password = values['password-stdin'] ? new Secret(readFileSync(STDIN, 'utf8').replace(/\r?\n$/, '')) : null
  await users.add({ email, name: values.name ?? null, role, password })
  await done('user.add', `${email} (${role})`)
  console.log(`added ${email} (${role})`)
}

async function link({ users, origin, done }: Desk, _values: Values, email: string): Promise<void> {
  const { id } = await named({ users }, email)
  const { path } = await users.link(id)
  await done('sign-in-link.create', email)
  console.log(`${origin}${path}`)
}

async function list({ users }: Desk): Promise<void> {
  const rows = (await users.list()).map(({ email, role, name, hasPassword, twoFactor }) => [
    email,
    role,
    hasPassword ? (twoFactor ? 'password and second factor' : 'password') : 'no password',
    name,
  ])
  for (const line of columns(rows)) console.log(line)
}

async function remove({ users, done }: Desk, _values: Values, email: string): Promise<void> {
  const { id } = await named({ users }, email)
  await users.remove(id)
  await done('user.remove', email)
  console.log(`removed ${email}`)
}

async function named({ users }: Pick<Desk, 'users'>, email: string): Promise<User> {
  const found = (await users.list()).find((one) => one.email === email.toLowerCase())
  if (!found) throw new Problem('not-found', `There is no user ${email}.`)
  return found
}
