import type { FastifyRequest } from 'fastify'

/** Another scheme is between the browser and a proxy in front of us. */
const BEARER = /^bearer /i

/** Whether a request comes with an API token, which no page of another site can send. */
export const hasToken = ({ headers: { authorization = '' } }: FastifyRequest): boolean => BEARER.test(authorization)

/** What tells who asks. Beside a token the cookie counts for nothing: the guard did not look where it came from. */
export function credentialsOf(request: FastifyRequest): Headers {
  const { authorization, cookie } = request.headers
  if (hasToken(request)) return new Headers({ authorization: authorization ?? '' })
  return new Headers(cookie === undefined ? {} : { cookie })
}
