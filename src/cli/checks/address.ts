import { request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createServer } from 'node:net'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import { ok, problem, warning } from './check.ts'
import type { Check } from './check.ts'

type Where = Pick<Config, 'host' | 'port' | 'tlsCertFile'>

const PATIENCE_MS = 3000
const WILDCARDS = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])
const health = z.object({ status: z.string(), version: z.string() })

/** Whether the server can listen, or does already. */
export async function address(where: Where, version: string): Promise<Check> {
  const { host, port, tlsCertFile } = where
  if (port === 0) return ok('the server takes any free port')
  const shown = `${tlsCertFile === '' ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`
  const refusal = await listeningFails(where)
  if (refusal === null) return ok(`${shown} is free: the server is not running`)
  if (refusal !== 'EADDRINUSE')
    return problem(
      `the server cannot listen on ${shown} (${refusal})`,
      'Choose an address of this machine, and a port from 1024 on.',
    )
  const running = await versionAt(where)
  if (running === null)
    return problem(`${shown} is taken by something else`, 'Choose another port: --port or PANORAMICA_PORT.')
  return running === version
    ? ok(`the server answers at ${shown}, version ${running}`)
    : warning(`the server at ${shown} is version ${running}, this is ${version}`, 'Start it again.')
}

/** The code of the system's error; null where it would listen. */
function listeningFails({ host, port }: Where): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message)
    })
    server.listen(port, host, () => {
      server.close(() => {
        resolve(null)
      })
    })
  })
}

/** The version of the Panoramica that answers there; null for anything else. */
async function versionAt({ host, port, tlsCertFile }: Where): Promise<string | null> {
  // Nothing is told to whoever answers, so the certificate needs no check.
  const options = { host: WILDCARDS.get(host) ?? host, port, path: '/api/health', timeout: PATIENCE_MS }
  const asked = tlsCertFile === '' ? httpRequest(options) : httpsRequest({ ...options, rejectUnauthorized: false })
  try {
    return health.parse(await json(await answerTo(asked))).version
  } catch {
    return null
  }
}

function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    asked.end()
  })
}
