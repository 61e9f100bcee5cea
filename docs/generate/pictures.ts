import type { Page } from 'playwright-core'
import type { Demo } from '../../test/tools/web-demo.ts'

/** A page of the web interface as it is shown in the documentation. */
export interface Picture {
  readonly name: string
  readonly mode: 'light' | 'dark' | 'phone'
  readonly path: string
  /** What has to be there, where a heading is not enough: a CSS selector. */
  readonly shows?: string
  /** Answers in the place of the server what the demo cannot show. */
  readonly play?: (page: Page) => Promise<void>
  /** What a reader would do on the page before looking. */
  readonly prepare?: (page: Page) => Promise<void>
}

const NODE_WITH_FINDINGS = 'kvm-brno-03'
const GUEST = 'build-21'

/** A host that nobody has confirmed yet: all of the demo are. */
const UNTRUSTED = {
  type: 'urn:panoramica:problem:untrusted',
  title: 'The host key is not trusted',
  status: 409,
  code: 'untrusted',
  detail: 'Nobody has confirmed the key of pve1.lan yet.',
  fingerprints: [{ type: 'ssh-ed25519', sha256: 'SHA256:3q2FvXkd8mZ0sJ7nTqYc1uWbE5oRhL9pGiKxAzNfQ4M' }],
  expected: null,
}

async function playStranger(page: Page): Promise<void> {
  await page.route(/\/api\/remotes$/, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 409, json: UNTRUSTED }) : route.fallback(),
  )
}

async function addStranger(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Address' }).fill('pve1.lan')
  await page.getByRole('radio', { name: 'SSH agent' }).click()
  await page.getByRole('button', { name: 'Add node' }).click()
  await page.getByRole('dialog').waitFor()
}

interface Course {
  readonly metric: string
  readonly points: readonly { readonly at: string; readonly mean: number | null }[]
}

/** The day of a fleet that is a minute old, drawn around what it uses now. */
function wholeDay({ metric, points, ...course }: Course): Course {
  const now = points.findLast(({ mean }) => mean !== null)?.mean ?? null
  const height = metric === 'cpu_percent' ? 0.3 : metric.includes('total') ? 0 : 0.05
  const at = (index: number): number => {
    const part = (index / points.length) * 2 * Math.PI
    return 1 + height * (0.6 * Math.sin(part) + 0.25 * Math.sin(5 * part) + 0.15 * Math.sin(17 * part))
  }
  const all = points.map((point, index) => {
    const mean = now === null ? null : now * at(index)
    return { ...point, mean, least: mean, most: mean }
  })
  return { ...course, metric, points: all }
}

async function playDay(page: Page): Promise<void> {
  await page.route(/\/api\/dashboard\/history/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: wholeDay((await response.json()) as Course) })
  })
}

/** What is shown, in the order of the navigation. */
export async function pictures(demo: Demo): Promise<readonly Picture[]> {
  const node = (await demo.items('/api/nodes')).find(({ name }) => name === NODE_WITH_FINDINGS)
  const [guest] = await demo.items(`/api/dashboard/vms?limit=1&q=${GUEST}`)
  if (!node || !guest) throw new Error(`the demo has no ${NODE_WITH_FINDINGS} or no ${GUEST}: its seed changed`)
  const nodePath = `/nodes/${String(node['node_id'])}`
  const guestPath = `/nodes/${String(guest['node_id'])}/vms/${String(guest['vmid'])}`
  return [
    { name: 'overview', mode: 'light', path: '/', shows: 'canvas', play: playDay },
    { name: 'overview', mode: 'dark', path: '/', shows: 'canvas', play: playDay },
    { name: 'overview', mode: 'phone', path: '/', shows: 'canvas', play: playDay },
    { name: 'nodes', mode: 'light', path: '/nodes' },
    { name: 'node-hardware', mode: 'light', path: nodePath },
    { name: 'node-history', mode: 'dark', path: `${nodePath}?tab=history&timeframe=week`, shows: 'canvas' },
    { name: 'guests', mode: 'light', path: '/guests?q=status:running%20tag:critical' },
    { name: 'guest', mode: 'light', path: guestPath },
    { name: 'guest', mode: 'phone', path: guestPath },
    { name: 'guest-snapshots', mode: 'dark', path: `${guestPath}?tab=snapshots` },
    { name: 'storage', mode: 'light', path: '/storage' },
    { name: 'findings', mode: 'light', path: '/findings' },
    { name: 'trust', mode: 'light', path: '/remotes/add', play: playStranger, prepare: addStranger },
    { name: 'permissions', mode: 'light', path: '/settings?tab=permissions', shows: 'main td' },
  ]
}
