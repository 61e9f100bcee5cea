import { pino } from 'pino'
import manifest from '../../package.json' with { type: 'json' }
import { buildApp } from '../../src/api/app.ts'
import type { ApiPorts } from '../../src/api/ports.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { systemClock as clock } from '../../src/lib/clock.ts'

/** Takes any call, and so does every part of it: routes are only described, and nobody is asked. */
const idle = new Proxy((): never => idle, { get: (_, name) => (name === 'then' ? undefined : idle) }) as never

/** The OpenAPI document, as a running server gives it. */
export async function openapiDocument(): Promise<string> {
  const ports: ApiPorts = {
    fleet: openFleet(clock),
    store: idle,
    remotes: idle,
    accounts: idle,
    history: idle,
    transcripts: idle,
    permissions: [],
  }
  const app = await buildApp(ports, {
    site: { publicOrigin: null, tls: false, isOpen: false },
    tls: null,
    trustedProxies: [],
    logger: pino({ level: 'silent' }),
    version: manifest.version,
    webFolder: null,
    clock,
  })
  const { body } = await app.inject('/api/openapi.json')
  await app.close()
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`
}
