/** What `zpool status` says of one pool beside its disks. */
interface ZpoolStatus {
  readonly state: string | null
  readonly status: string | null
  /** The last or running scrub or resilver, without what it has read and how fast. */
  readonly scan: string | null
  readonly errors: string | null
}

const LONGEST_TEXT = 500

/** A label is printed flush right in front of a colon, what belongs to it further in (zpool_main.c of OpenZFS). */
const LABELLED = /^ {0,3}([a-z]{3,12}): ?(.*)$/

/** Each label with its lines: what follows the colon, then the lines below. The first one of a label counts. */
function sectionsOf(lines: readonly string[]): Map<string, string[]> {
  const sections = new Map<string, string[]>()
  let open: string[] = []
  for (const line of lines) {
    const [, label, rest = ''] = LABELLED.exec(line) ?? []
    if (label !== undefined) {
      open = []
      if (!sections.has(label)) sections.set(label, open)
    }
    open.push((label === undefined ? line : rest).trim())
  }
  return sections
}

function joined(lines: readonly (string | undefined)[] = [], separator = ' '): string | null {
  const text = lines.filter(Boolean).join(separator).slice(0, LONGEST_TEXT)
  return text === '' ? null : text
}

/**
 * What was begun and when, and how far it is. The share done can exceed 100 %, since the pool is written to meanwhile
 * (zpool-scrub(8), openzfs/zfs#17693).
 */
function shortScan(lines: readonly string[] | undefined): string | null {
  const [begun, ...progress] = lines ?? []
  const told = progress.join(', ').split(', ')
  const done = told.find((part) => part.endsWith('% done'))
  const left = told.find((part) => part.endsWith(' to go'))
  return joined([begun, done, left], ', ')
}

/** `zpool status`, by name of the pool. Any section but the name may be missing. */
export function parseZpoolStatus(text: string): Map<string, ZpoolStatus> {
  const blocks = text.split(/^(?= {0,3}pool: )/m)
  return new Map(
    blocks.flatMap((block): [string, ZpoolStatus][] => {
      const sections = sectionsOf(block.split('\n'))
      const pool = joined(sections.get('pool'))
      if (pool === null) return []
      const status: ZpoolStatus = {
        state: joined(sections.get('state')),
        status: joined(sections.get('status')),
        // Before 2010 the label was `scrub`.
        scan: shortScan(sections.get('scan') ?? sections.get('scrub')),
        errors: joined(sections.get('errors')),
      }
      return [[pool, status]]
    }),
  )
}
