// Asks a server or a worker for its health, at the address its settings give it here; the exit code is 0 where it is well.
const { PANORAMICA_HOST = '127.0.0.1', PANORAMICA_TLS_CERT_FILE = '' } = process.env
const { PANORAMICA_PORT = '8470', PANORAMICA_HEALTH_PORT = PANORAMICA_PORT } = process.env
const { AbortSignal, fetch } = globalThis
const PATIENCE_MS = 4000

/** Addresses to listen on that nobody can ask. */
const ANY = ['', '0.0.0.0', '::']

// The certificate is for the name that people know, not for this address.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
process.removeAllListeners('warning')

const host = ANY.includes(PANORAMICA_HOST) ? '127.0.0.1' : PANORAMICA_HOST
const origin = `http${PANORAMICA_TLS_CERT_FILE === '' ? '' : 's'}://${host.includes(':') ? `[${host}]` : host}:${PANORAMICA_HEALTH_PORT}`
try {
  const { ok } = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(PATIENCE_MS) })
  process.exitCode = ok ? 0 : 1
} catch {
  process.exitCode = 1
}
