import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from './problems.ts'

/** Answers bytes that are no request, which never get as far as a hook or a route. */
export function answerClientError({ code }: { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const problem = problemOf(code)
  const body = JSON.stringify(problem.reply)
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('headers-too-large', 'The headers are larger than 16 KiB.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('too-slow', 'The request did not arrive in time.')
  return new Problem('bad-request', 'This is not an HTTP request.')
}
