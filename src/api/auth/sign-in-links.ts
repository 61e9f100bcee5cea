import type { BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'

const identifierOf = (token: string): string => `sign-in-link ${token}`

/** What a link is kept as: the library keeps a hash of the identifier and hands each out once. */
export const linkOf = (token: string, userId: string, expiresAt: number) => ({
  identifier: identifierOf(token),
  value: userId,
  expiresAt: new Date(expiresAt),
})

/** Signs in whoever holds a link that somebody with access to this machine, or an admin, made for a user. */
export const signInLinks = {
  id: 'sign-in-links',
  endpoints: {
    redeemSignInLink: createAuthEndpoint(
      '/link',
      { method: 'GET', query: z.object({ token: z.string().max(100) }) },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const kept = await internalAdapter.consumeVerificationValue(identifierOf(ctx.query.token))
        const user = kept ? await internalAdapter.findUserById(kept.value) : null
        if (!user) throw ctx.redirect('/sign-in?error=link')
        await setSessionCookie(ctx, { session: await internalAdapter.createSession(user.id), user })
        throw ctx.redirect('/')
      },
    ),
  },
} satisfies BetterAuthPlugin
