import { z } from 'zod'
import { ROLES } from '../model/role.ts'
import { Secret } from '../model/secret.ts'
import { PASSWORD_LENGTH } from './auth/library.ts'
import type { Session, Token, User } from './auth/port.ts'

export const role = z.enum(ROLES).describe('viewers look, admins also change')
export const emailAddress = z.email().max(254).toLowerCase().describe('e-mail address, under which they sign in')
export const personName = z.string().trim().max(100).describe('name of the person')
export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH.least)
  .max(PASSWORD_LENGTH.most)
  .transform((text) => new Secret(text))

/** As the library makes them. */
export const pathId = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id')
    .describe(description)

const time = (description: string) => z.string().describe(`${description}, ISO 8601 in UTC`)
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
export const isoTimeOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : isoTime(milliseconds)

export const listReply = <Item>(items: readonly Item[]) => ({ items: [...items], total: items.length })

export const userShape = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role,
  has_password: z.boolean().describe('without one they sign in with a passkey, over OpenID Connect or with a link'),
  two_factor: z.boolean().describe('whether a password alone does not sign in'),
  created_at: time('time they were added'),
})

export const userReply = ({ id, email, name, role, hasPassword, twoFactor, createdAt }: User) => ({
  id,
  email,
  name: name === '' ? null : name,
  role,
  has_password: hasPassword,
  two_factor: twoFactor,
  created_at: isoTime(createdAt),
})

export const sessionShape = z.object({
  id: z.string(),
  created_at: time('time of the sign-in'),
  expires_at: time('time it ends unless it is used'),
  address: z.string().nullable().describe('IP address of the sign-in; of IPv6 the network'),
  user_agent: z.string().nullable().describe('what the browser calls itself'),
  current: z.boolean().describe('whether this request came with it'),
})

export const sessionReply = (session: Session, currentId: string | null) => ({
  id: session.id,
  created_at: isoTime(session.createdAt),
  expires_at: isoTime(session.expiresAt),
  address: session.address,
  user_agent: session.userAgent,
  current: session.id === currentId,
})

export const tokenShape = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string().describe('its first characters, to tell it from others'),
  role: role.describe('what it may do; never more than who made it may do now'),
  user_id: z.string().nullable().describe('who made it; null for the command line'),
  created_at: time('time it was made'),
  expires_at: time('time it ends').nullable().describe('time it ends, ISO 8601 in UTC; null for never'),
  last_used_at: z.string().nullable().describe('time of the last use, within some seconds, ISO 8601 in UTC'),
})

export const tokenReply = ({ userId, createdAt, expiresAt, lastUsedAt, ...token }: Token) => ({
  ...token,
  user_id: userId,
  created_at: isoTime(createdAt),
  expires_at: isoTimeOrNull(expiresAt),
  last_used_at: isoTimeOrNull(lastUsedAt),
})

export const entranceShape = z.object({
  setup_needed: z.boolean().describe('whether there is no user yet; the log of the start shows the link to make one'),
  openid_connect: z.boolean().describe('whether an identity provider signs people in'),
  passkeys: z.boolean().describe('whether passkeys sign in under the name that this was asked by'),
})

export const identityShape = z.object({
  role,
  via: z.enum(['session', 'token']).describe('how it is proven who asks'),
  user: userShape.nullable().describe('null for a token that was made on the command line'),
  token: z.string().nullable().describe('name of the token; null for a session'),
  expires_at: z.string().nullable().describe('time session or token end, ISO 8601 in UTC; null for never'),
})
