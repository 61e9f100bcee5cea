import { createHash, timingSafeEqual } from 'node:crypto'
import type { Random } from '../../lib/random.ts'
import { Secret } from '../../model/secret.ts'
import { Problem } from '../problems.ts'
import type { Setup, Users } from './port.ts'

const hashOf = (token: Secret): Buffer => createHash('sha256').update(token.reveal()).digest()

/** A link for the first admin where there is no user yet. Of its token only a hash is kept, as long as this process lives. */
export async function openSetup(users: Users, random: Random): Promise<Setup> {
  const isNeeded = async () => (await users.list()).length === 0
  const token = (await isNeeded()) ? new Secret(random.bytes(32).toString('base64url')) : null
  let expected = token && hashOf(token)
  return {
    token,
    isNeeded,
    async finish(given, user) {
      if (!expected || !timingSafeEqual(hashOf(given), expected)) throw refused()
      const used = expected
      expected = null
      if (!(await isNeeded())) throw refused()
      try {
        return await users.add({ ...user, role: 'admin' })
      } catch (error) {
        expected = used
        throw error
      }
    },
  }
}

const refused = (): Problem =>
  new Problem('setup-refused', 'This link was used already, or it is not of this start.', {
    hint: 'Where there is no user yet, each start of the server prints a new link.',
  })
