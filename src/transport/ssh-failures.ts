import { FailureError } from '../model/failure.ts'

interface Address {
  readonly host: string
  readonly port: number
  readonly username: string
}

/** What ssh2 attaches to its errors: where it failed, and the system's code below. */
interface SshError extends Error {
  readonly level?: string
  readonly code?: string | number
}

/** Any error of the SSH library as a failure that says the next step. */
export function sshFailure(error: unknown, { host, port, username }: Address): FailureError {
  if (error instanceof FailureError) return error
  const cause: SshError = error instanceof Error ? error : new Error(String(error))
  const where = `${host}:${String(port)}`
  const failure = (...args: [FailureError['failure']['kind'], string, string]): FailureError =>
    new FailureError(...args, { cause })

  if (cause.level === 'client-authentication')
    return failure(
      'auth',
      `${host} refused the credentials of ${username}`,
      `Check the key in authorized_keys (or the password) of ${username} on ${host}; nothing is tried again until you do.`,
    )
  if (cause.message.includes('privateKey'))
    return failure('auth', `the private key cannot be used: ${reasonOf(cause)}`, 'Give the passphrase, or another key.')
  if (cause.level === 'agent')
    return failure(
      'auth',
      `the SSH agent does not answer: ${cause.message}`,
      'Start the agent and add the key, or give a key.',
    )
  if (cause.message.includes('no matching host key format'))
    return failure(
      'untrusted',
      `${where} has no host key of the type that is trusted`,
      'Confirm the key it has now; nothing was sent and nothing is tried again until you do.',
    )
  if (cause.level === 'client-timeout')
    return failure('unreachable', `${where} does not answer`, 'Check the address, the port and the firewall.')
  if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN')
    return failure('unreachable', `the name ${host} cannot be resolved`, 'Check the name, or use the address.')
  if (cause.code === 'ECONNREFUSED')
    return failure('unreachable', `${where} refuses connections`, 'Check that sshd listens there.')
  return failure('unreachable', `no SSH session with ${where}: ${cause.message}`, 'Check that this is an SSH server.')
}

const reasonOf = ({ message }: Error): string => message.replace(/^Cannot parse privateKey: /, '')
