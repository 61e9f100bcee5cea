import { FailureError } from '../../model/failure.ts'
import { firstLine } from '../pve-failures.ts'

interface Place {
  readonly host: string
  readonly port: number
}

/** There is nobody to ask: no connection came about. */
export class NoConnection extends FailureError {
  constructor(message: string, hint: string | null, cause?: Error) {
    super('unreachable', message, hint, { cause })
    this.name = 'NoConnection'
  }
}

/** Any error of a request as a failure that says the next step. */
export function requestFailure(error: unknown, { host, port }: Place): FailureError {
  if (error instanceof FailureError) return error
  const cause = error instanceof Error ? error : new Error(String(error))
  const where = `${host}:${String(port)}`
  const code = 'code' in cause ? String(cause.code) : ''
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new NoConnection(`the name ${host} cannot be resolved`, 'Check the name, or use the address.', cause)
    case 'ECONNREFUSED':
      return new NoConnection(`${where} refuses connections`, 'Check that pveproxy listens there.', cause)
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new NoConnection(`${where} does not answer`, 'Check the address, the port and the firewall.', cause)
  }
  if (/^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_|Z_)/.test(code))
    return new FailureError('bad-reply', `${where} does not answer as a web server does`, null, { cause })
  if (/^(ERR_SSL_|EPROTO)/.test(code))
    return new NoConnection(`${where} does not speak TLS as PVE does`, 'Check the port: PVE listens at 8006.', cause)
  return new FailureError('unreachable', `the connection to ${where} broke: ${firstLine(cause.message)}`, null, {
    cause,
  })
}
