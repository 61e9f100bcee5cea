import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { systemClock } from '../../src/lib/clock.ts'

export interface Claims {
  readonly sub: string
  readonly email: string
  readonly email_verified: boolean
  readonly nonce?: string
}

export interface IdentityProvider {
  readonly issuer: string
  /** What somebody who signs in there is sent back with, for the address they were sent to. */
  signedIn(authorizationUrl: string, claims: Claims): { readonly code: string; readonly state: string }
  /** From now on signs with a key that it does not publish. */
  forge(): void
  close(): Promise<void>
}

export const CLIENT = { id: 'panoramica', secret: 'the-secret-of-the-client-Qx7' }

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 })

/** OpenID Connect on loopback: the authorization code flow with PKCE, as far as a client sees it. */
export async function identityProvider(port = 0): Promise<IdentityProvider> {
  const published = newKey()
  let { privateKey } = published
  const given = new Map<string, { readonly claims: Claims; readonly challenge: string; readonly nonce: string }>()
  const signed = (claims: object): string => {
    const body = `${base64({ alg: 'RS256', kid: '1', typ: 'JWT' })}.${base64(claims)}`
    return `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`
  }

  async function tokens(request: IncomingMessage): Promise<object | null> {
    const form = new URLSearchParams(await text(request))
    const grant = given.get(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isClient = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret
    if (grant?.challenge !== challenge || !isClient) return null
    const iat = Math.floor(systemClock.now() / 1000)
    const times = { iat, exp: iat + 60 }
    const idToken = signed({ iss: issuer, aud: CLIENT.id, ...times, nonce: grant.nonce, ...grant.claims })
    return { access_token: 'access-token-Qx7', token_type: 'Bearer', expires_in: 60, id_token: idToken }
  }

  const server = createServer((request, response) => {
    const answer = (body: object | null): void => {
      response.writeHead(body ? 200 : 400, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body ?? { error: 'invalid_grant' }))
    }
    if (request.url === '/.well-known/openid-configuration') answer(discovery())
    else if (request.url === '/jwks') answer({ keys: [{ ...published.publicKey.export({ format: 'jwk' }), kid: '1' }] })
    else void tokens(request).then(answer)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const discovery = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ['RS256'],
  })
  return {
    issuer,
    signedIn(authorizationUrl, claims) {
      const asked = new URL(authorizationUrl).searchParams
      const code = `code-${String(given.size)}`
      const [challenge, nonce] = [asked.get('code_challenge') ?? '', asked.get('nonce') ?? '']
      given.set(code, { claims, challenge, nonce })
      return { code, state: asked.get('state') ?? '' }
    },
    forge: () => void ({ privateKey } = newKey()),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
