import assert from 'node:assert/strict'
import { started, stop } from './panoramica.ts'

const OPEN = /^Open: (http:\/\/127\.0\.0\.1:\d+)\/\S+\n^API token: \S+$/m

type Item = Readonly<Record<string, unknown>>

/** `panoramica demo`: a simulated fleet, and whoever is signed in to it. */
export interface Demo {
  readonly address: string
  /** Signs in whoever opens it, once. */
  readonly link: string
  /** Of a list of the API. */
  items(path: string): Promise<readonly Item[]>
  stop(): Promise<void>
}

const SMALL = ['--clusters', '1', '--nodes', '2', '--standalone', '0', '--guests', '4']

/** A fleet of a size, a small one where none is given, once every node of it was read. */
export async function panoramicaDemo(size: readonly string[] = SMALL): Promise<Demo> {
  const running = await started(['demo', '--port', '0', ...size], OPEN)
  const said = (what: RegExp): string => what.exec(running.said())?.[1] ?? assert.fail(running.said())
  const headers = { authorization: `Bearer ${said(/^API token: (\S+)$/m)}` }
  async function items(path: string): Promise<readonly Item[]> {
    const response = await fetch(running.address + path, { headers })
    return ((await response.json()) as { items: Item[] }).items
  }
  const isRead = (nodes: readonly Item[]): boolean => nodes.every((node) => node['proxmox_version'] !== null)
  while (!isRead(await items('/api/nodes')) || (await items('/api/dashboard/vms')).length === 0);
  return { address: running.address, link: said(/^Open: (\S+)$/m), items, stop: () => stop(running) }
}
