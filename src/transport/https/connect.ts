import { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import { FailureError } from '../../model/failure.ts'
import type { CertificatePolicy } from './certificate.ts'

const CONNECT_MS = 10_000

/**
 * Makes connections on which nothing is sent before the policy has seen the certificate. Sessions are not resumed: on a
 * resumed one there is no certificate to see.
 */
export function connectorFor(policy: CertificatePolicy): buildConnector.connector {
  const connect = buildConnector({
    secureContext: policy.context,
    rejectUnauthorized: false,
    maxCachedSessions: 0,
    allowH2: false,
    timeout: CONNECT_MS,
  })
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error) {
        callback(error, null)
        return
      }
      const refusal = refusalOf(policy, socket)
      if (refusal === null) callback(null, socket)
      else {
        socket.destroy()
        callback(refusal, null)
      }
    })
  }
}

function refusalOf(policy: CertificatePolicy, socket: unknown): Error | null {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  if (!(socket instanceof TLSSocket) || !certificate) return new FailureError('untrusted', 'no certificate was shown')
  try {
    policy.check({ der: certificate.raw, objection: socket.authorized ? null : objectionOf(socket) })
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** `authorizationError` is a code such as `SELF_SIGNED_CERT_IN_CHAIN`, or an error of `checkServerIdentity`. */
const objectionOf = ({ authorizationError: error }: TLSSocket): string => {
  const told: unknown = error
  return told instanceof Error ? told.message : String(told)
}
