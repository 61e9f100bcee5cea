import { createHash } from 'node:crypto'
import { FailureError } from '../../src/model/failure.ts'
import { pinAt } from '../../src/polling/targets.ts'
import type { Access } from '../../src/polling/targets.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import type { Link, Section, SectionOutput } from '../../src/transport/section.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { Untrusted } from '../../src/transport/untrusted.ts'

/** A node that answers its identity, the files of live rounds, and the keys of its cluster. */
export interface StubNode {
  name: string
  readonly id: number
  /** Where corosync and people reach it. */
  ip: string
  isUp: boolean
  /** Whether its cluster knows its key. */
  tellsKey: boolean
  /** Where else it is reached, as `address:port`. */
  alsoAt: string | null
  /** How often it was asked who it is. */
  looks: number
}

/** A public key as it travels: its type, length first, and what makes it one of its own. */
function keyBlob(id: number): Buffer {
  const type = Buffer.from('ssh-rsa')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, type, Buffer.from(`key of node ${String(id)}`)])
}

export const keyOf = ({ id }: StubNode): string =>
  `SHA256:${createHash('sha256').update(keyBlob(id)).digest('base64').replace(/=+$/, '')}`

const output = (stdout: string): SectionOutput => ({ exit: 0, stdout, stderr: '', milliseconds: 0 })
const MISSING: SectionOutput = { exit: 1, stdout: '', stderr: 'No such file or directory', milliseconds: 0 }

/** Nodes of one cluster that can be made to join, leave, fall silent and change their names; without a name, one that is none. */
export class StubCluster {
  name: string | null
  quorate = true
  /** Members that a list leaves out though the cluster counts them. */
  readonly leftOut = new Set<string>()
  readonly nodes: StubNode[] = []
  #count = 0

  constructor(name: string | null, ...members: string[]) {
    this.name = name
    for (const member of members) this.join(member)
  }

  join(name: string): StubNode {
    const id = ++this.#count
    const ip = `192.0.2.${String(id)}`
    const node = { name, id, ip, isUp: true, tellsKey: true, alsoAt: null, looks: 0 }
    this.nodes.push(node)
    return node
  }

  leave(name: string): void {
    this.nodes.splice(this.nodes.indexOf(this.node(name)), 1)
  }

  node(name: string): StubNode {
    const node = this.nodes.find((one) => one.name === name)
    if (!node) throw new TypeError(`there is no ${name}`)
    return node
  }

  readonly connect = (access: Access): Transport => overSsh(this.#linkTo(access))

  #linkTo({ address, ssh, pins }: Access): Link {
    const port = ssh?.port ?? 22
    let isClosed = false
    return {
      exchange: async (sections) => {
        const place = `${address}:${String(port)}`
        const node = this.nodes.find(({ ip, alsoAt }) => place === `${ip}:22` || place === alsoAt)
        if (!node?.isUp || isClosed) throw new FailureError('unreachable', `${place} is silent`)
        const expected = pinAt(pins, 'ssh', address, port)?.sha256 ?? null
        const sha256 = keyOf(node)
        if (expected !== sha256) throw new Untrusted('another key', 'compare', { type: 'ssh-rsa', sha256 }, expected)
        return sections.map((section) => this.#answer(node, section))
      },
      close() {
        isClosed = true
      },
    }
  }

  #answer(node: StubNode, section: Section): SectionOutput {
    if (section.kind === 'program' && section.name === 'identify') {
      node.looks++
      return output(`host ${node.name}\nhas pvesh\n`)
    }
    if (section.kind === 'program' && section.name === 'member-keys')
      return output(
        this.nodes
          .filter(({ tellsKey }) => tellsKey)
          .map(knownHost)
          .join('\n'),
      )
    if (section.kind === 'file' && section.name === '/etc/pve/.members') return output(this.#members(node))
    if (section.kind === 'file' && section.name === '/etc/pve/.vmlist') return output('{"ids":{}}')
    if (section.kind === 'file' && section.name === '/etc/pve/.rrd') return output('')
    return MISSING
  }

  #members({ name: nodename }: StubNode): string {
    const { name, nodes, quorate, leftOut } = this
    if (name === null) return JSON.stringify({ nodename })
    const listed = nodes.filter((node) => !leftOut.has(node.name))
    const nodelist = listed.map((node) => [
      node.name,
      { id: node.id, online: Number(node.isUp), ...(node.isUp && { ip: node.ip }) },
    ])
    const cluster = { name, version: 1, nodes: nodes.length, quorate: Number(quorate) }
    return JSON.stringify({ nodename, cluster, nodelist: Object.fromEntries(nodelist) as unknown })
  }
}

const knownHost = ({ name, id }: StubNode): string => `${name} ssh-rsa ${keyBlob(id).toString('base64')}`
