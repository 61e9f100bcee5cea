import type { Clock } from '../../lib/clock.ts'
import type { Random } from '../../lib/random.ts'
import { semaphore } from '../../lib/semaphore.ts'
import type { Role } from '../../model/role.ts'
import type { Secret } from '../../model/secret.ts'
import { Problem } from '../problems.ts'
import { ALL, CREDENTIAL, PASSWORD_LENGTH } from './library.ts'
import type { Library, LibraryContext } from './library.ts'
import type { NewUser, User, UserChange, Users } from './port.ts'
import { linkOf } from './sign-in-links.ts'

/** As the library hands it out. */
interface UserRow {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly twoFactorEnabled: boolean | null
  readonly createdAt: Date
}

const LINK_MINUTES = 60

interface UsersOptions {
  readonly clock: Clock
  readonly random: Random
  /** Told when somebody may do less than before. */
  readonly changed: () => void
}

export function openUsers(library: Library, { clock, random, changed }: UsersOptions): Users {
  // Whether an admin is the last one must not change between the question and the act.
  const inTurn = semaphore(1)
  const context = () => library.$context
  const find = async (id: string) => findUser(await context(), id)
  return {
    list: async () => listUsers(await context()),
    find,
    add: (user) => inTurn(async () => addUser(await context(), user)),
    change: (id, change) => inTurn(async () => changeUser(await context(), id, change)).finally(changed),
    remove: (id) => inTurn(async () => removeUser(await context(), id)).finally(changed),
    async link(id) {
      const token = random.bytes(32).toString('base64url')
      const expiresAt = clock.now() + LINK_MINUTES * 60_000
      await (await context()).internalAdapter.createVerificationValue(linkOf(token, id, expiresAt))
      return { path: `/api/auth/link?token=${token}`, expiresAt }
    },
  }
}

const userOf = ({ twoFactorEnabled, createdAt, id, email, name, role }: UserRow, hasPassword: boolean): User => ({
  id,
  email,
  name,
  role,
  hasPassword,
  twoFactor: twoFactorEnabled === true,
  createdAt: createdAt.getTime(),
})

async function listUsers({ adapter }: LibraryContext): Promise<User[]> {
  const sortBy = { field: 'email', direction: 'asc' } as const
  const rows = await adapter.findMany<UserRow>({ model: 'user', sortBy, limit: ALL })
  const where = [{ field: 'providerId', value: CREDENTIAL }]
  const accounts = await adapter.findMany<{ userId: string }>({ model: 'account', where, limit: ALL })
  const withPassword = new Set(accounts.map(({ userId }) => userId))
  return rows.map((row) => userOf(row, withPassword.has(row.id)))
}

async function findUser({ adapter, internalAdapter }: LibraryContext, id: string): Promise<User | null> {
  const row = await adapter.findOne<UserRow>({ model: 'user', where: [{ field: 'id', value: id }] })
  return row && userOf(row, (await internalAdapter.findCredentialAccount(id)) !== null)
}

async function addUser(context: LibraryContext, { email, name, role, password }: NewUser): Promise<User> {
  const { internalAdapter } = context
  if (password) checkLength(password)
  if (await internalAdapter.findUserByEmail(email)) throw new Problem('already-exists', `There is a user ${email}.`)
  // Verified: whoever adds a user vouches for the address, and an identity provider may sign in who has it.
  const fields = { email, name: name ?? '', role, emailVerified: true }
  const { id } = await internalAdapter.createUser(fields, { method: 'admin' })
  if (password) await keepPassword(context, id, password)
  return existing(await findUser(context, id))
}

async function changeUser(context: LibraryContext, id: string, change: UserChange): Promise<User | null> {
  const { adapter, internalAdapter } = context
  const before = await findUser(context, id)
  if (!before) return null
  if (change.password) checkLength(change.password)
  const { name = before.name, role = before.role, password, twoFactor = before.twoFactor } = change
  if (before.role === 'admin' && role !== 'admin') await refuseLastAdmin(context)
  await internalAdapter.updateUser(id, { name, role, twoFactorEnabled: twoFactor })
  if (!twoFactor) await adapter.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: id }] })
  if (password) {
    await keepPassword(context, id, password)
    await internalAdapter.deleteUserSessions(id)
  }
  return existing(await findUser(context, id))
}

async function removeUser(context: LibraryContext, id: string): Promise<User | null> {
  const { adapter, internalAdapter } = context
  const user = await findUser(context, id)
  if (!user) return null
  if (user.role === 'admin') await refuseLastAdmin(context)
  await adapter.deleteMany({ model: 'apikey', where: [{ field: 'referenceId', value: id }] })
  await internalAdapter.deleteUser(id)
  return user
}

async function refuseLastAdmin({ adapter }: LibraryContext): Promise<void> {
  const admins = await adapter.count({ model: 'user', where: [{ field: 'role', value: 'admin' }] })
  if (admins > 1) return
  throw new Problem('last-admin', 'This is the only admin.', { hint: 'Make another user admin first.' })
}

function checkLength(password: Secret): void {
  const { least, most } = PASSWORD_LENGTH
  const { length } = password.reveal()
  if (length >= least && length <= most) return
  throw new Problem('bad-parameter', `A password has ${least} to ${most} characters.`, { hint: 'Choose another one.' })
}

async function keepPassword({ internalAdapter, password }: LibraryContext, id: string, text: Secret): Promise<void> {
  const hash = await password.hash(text.reveal())
  if (await internalAdapter.findCredentialAccount(id)) await internalAdapter.updatePassword(id, hash)
  else await internalAdapter.linkAccount({ userId: id, providerId: CREDENTIAL, accountId: id, password: hash })
}

function existing(user: User | null): User {
  if (!user) throw new Problem('not-found', 'The user was removed meanwhile.')
  return user
}
