import type { Page } from 'playwright-core'

const AT = '2026-07-15T12:00:00Z'

interface Over {
  readonly name?: string
  readonly status?: string
  readonly cluster?: string | null
  readonly cpu?: number | null
  readonly problems?: readonly object[]
}

/** A node as the API lists it. */
export const nodeItem = (id: number, over: Over = {}) => ({
  node_id: id,
  remote_id: 1,
  name: over.name ?? `pve${String(id)}`,
  hostname: over.name ?? `pve${String(id)}`,
  address: `192.0.2.${String(id % 256)}`,
  cluster: over.cluster === undefined ? 'prod' : over.cluster,
  status: over.status ?? 'online',
  proxmox_version: '8.4.14',
  kernel_version: '6.8.12-15-pve',
  uptime_seconds: id * 3600,
  collected_at: AT,
  stale: false,
  cpu: {
    model: 'AMD EPYC',
    sockets: 1,
    cores: 16,
    threads: 32,
    used_percent: over.cpu === undefined ? 20 : over.cpu,
    load_1m: 1,
  },
  memory: {
    total_bytes: 2 ** 37,
    used_bytes: 2 ** 36,
    arc_bytes: 0,
    total_gb: 128,
    used_gb: 64,
    arc_gb: 0,
    used_percent: 50,
  },
  storage: { total_bytes: 2 ** 40, used_bytes: 2 ** 39, total_gb: 1024, used_gb: 512, used_percent: 50 },
  temperature: { highest_c: 45 },
  license: { status: 'active', level: 'basic', expires: '2027-03-01' },
  guests: { total: 16 as number | null, running: 12 as number | null },
  findings: { critical: 0, warning: 0 },
  problems: over.problems ?? [],
})

export type NodeItems = readonly ReturnType<typeof nodeItem>[]

/** A remote as the API lists it. */
export const remoteItem = (id: number, name: string) => ({
  id,
  name,
  address: '192.0.2.1',
  cluster: 'prod',
  site: null as string | null,
  ssh: {
    port: 22,
    username: 'root',
    use_agent: false,
    sudo: false,
    has_private_key: true,
    has_passphrase: false,
    has_password: false,
  },
  api: null,
  pins: [{ kind: 'ssh', host: '192.0.2.1', port: 22, sha256: `SHA256:${'a'.repeat(43)}`, key_type: null }],
  added_at: AT,
})

/** Answers the lists of a page in the place of the API, with what `nodes` gives at the time. */
export async function playFleet(page: Page, nodes: () => NodeItems, remotes: readonly object[] = []): Promise<void> {
  const list = (items: readonly object[]) => ({ json: { items, total: items.length } })
  // What is played changes without an event: it is asked for, as where there is no stream.
  await page.route(/\/api\/live\b/, (route) => route.fulfill({ status: 204 }))
  await page.route('**/api/nodes', (route) => route.fulfill(list(nodes())))
  await page.route('**/api/remotes', (route) => route.fulfill(list(remotes)))
  await page.route('**/api/clusters', (route) => route.fulfill(list([])))
  const course = { metric: '', timeframe: 'day', source: 'samples', reason: null, step_seconds: 300, points: [] }
  await page.route(/\/api\/(dashboard|clusters\/\d+)\/history/, (route) => route.fulfill({ json: course }))
}
