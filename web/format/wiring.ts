interface Wired {
  readonly name: string
  /** The bridge or bond it is part of. */
  readonly master: string | null
  /** The interface that carries it, where it is a VLAN. */
  readonly vlan_parent: string | null
}

interface Port {
  readonly vmid: number | null
  readonly master: string | null
}

/** An interface in a picture of the wiring: how deep below its top, and which guests are plugged into it. */
export interface WireLine<One extends Wired> {
  readonly one: One
  readonly depth: number
  /** By number, each once. */
  readonly guests: readonly number[]
}

/**
 * What belongs together: each bridge, bond or carrier of VLANs that is part of nothing else, above all that is part of it.
 * What stands for itself is left out, as is a ring, which has no top.
 */
export function wiringOf<One extends Wired>(interfaces: readonly One[], ports: readonly Port[]): WireLine<One>[][] {
  const names = new Set(interfaces.map(({ name }) => name))
  const above = ({ master, vlan_parent: parent }: One): string | null =>
    [master, parent].find((name) => name !== null && names.has(name)) ?? null
  const parts = Map.groupBy(interfaces, above)
  // Of one name there may be several: each is drawn once.
  const waiting = new Set(interfaces)
  const plugged = Map.groupBy(ports, ({ master }) => master)

  const guestsOf = (name: string): number[] =>
    [...new Set((plugged.get(name) ?? []).flatMap(({ vmid }) => vmid ?? []))].sort((a, b) => a - b)

  function linesFrom(top: One): WireLine<One>[] {
    const lines: WireLine<One>[] = []
    const next = [{ one: top, depth: 0 }]
    for (let line = next.pop(); line; line = next.pop()) {
      const { one, depth } = line
      if (!waiting.delete(one)) continue
      lines.push({ one, depth, guests: guestsOf(one.name) })
      for (const part of (parts.get(one.name) ?? []).toReversed()) next.push({ one: part, depth: depth + 1 })
    }
    return lines
  }
  return (parts.get(null) ?? [])
    .map(linesFrom)
    .filter((lines) => lines.length > 1 || lines.some(({ guests }) => guests.length > 0))
}
