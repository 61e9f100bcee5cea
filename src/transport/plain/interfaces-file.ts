/** One `iface` stanza of /etc/network/interfaces. */
export interface Stanza {
  readonly name: string
  /** `inet`, `inet6`, or neither, as ifupdown2 allows. */
  readonly family: 'inet' | 'inet6' | null
  readonly method: string | null
  /** `key value` lines in their order; a key may be there several times. */
  readonly options: readonly (readonly [key: string, value: string])[]
  readonly comments: readonly string[]
}

interface InterfacesFile {
  readonly stanzas: readonly Stanza[]
  /** Names of `auto`, `allow-auto`, `allow-hotplug` and `allow-ovs` lines: all are started with the node. */
  readonly autostarted: ReadonlySet<string>
}

/**
 * Read as PVE does (Network/Interfaces.pm): a stanza ends at the first empty line, so a comment belongs to an interface
 * only right below its options; what `source` names is not read.
 */
export function parseInterfacesFile(text: string): InterfacesFile {
  const stanzas: Stanza[] = []
  const autostarted = new Set<string>()
  let open: { options: [string, string][]; comments: string[] } | null = null
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line.startsWith('#')) {
      open?.comments.push(line.slice(1))
      continue
    }
    const [word = '', ...rest] = line.split(/\s+/)
    if (AUTO.has(word)) for (const name of rest) autostarted.add(name)
    if (word === 'iface' && rest.length > 0) {
      open = { options: [], comments: [] }
      stanzas.push({ ...headOf(rest), ...open })
    } else if (rest.length === 0 || NOT_AN_OPTION.test(word)) open = null
    else open?.options.push([word, line.slice(word.length).trim()])
  }
  return { stanzas, autostarted }
}

const AUTO: ReadonlySet<string> = new Set(['auto', 'allow-auto', 'allow-hotplug', 'allow-ovs'])
const NOT_AN_OPTION = /^(mapping|auto|source|source-directory|allow-.*)$/

function headOf([name = '', family, method]: readonly string[]): Pick<Stanza, 'name' | 'family' | 'method'> {
  const known = family === 'inet' || family === 'inet6'
  return { name, family: known ? family : null, method: (known ? method : undefined) ?? null }
}
