/** The one script that a session may be sent: a prelude, then sections that each end with a mark on both streams. */
export interface Script {
  readonly nonce: string
  readonly sudo: boolean
  readonly maxSeconds: number
  readonly sections: readonly ScriptSection[]
}

export interface ScriptSection {
  readonly text: string
  /** Is left out once something has been seen to hang. */
  readonly guarded: boolean
}

/** Not the script we know: it is not run at all. */
class NotOurScript extends Error {}

const HOLES = { nonce: '[0-9a-f]{32}', max: '\\d{1,16}', sudo: '(?:sudo -n )?' } as const

/** `«name»` is a hole; it holds the same wherever it stands. */
const PRELUDE = `
LC_ALL=C LANG=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export LC_ALL LANG PATH
unset LANGUAGE
hung=0
limit() { if [ "$1" -lt «max» ]; then seconds=$1; else seconds=«max»; fi; }
user() { limit "$1"; shift; timeout -k 2 "$seconds" "$@"; }
root() { limit "$1"; shift; «sudo»timeout -k 2 "$seconds" "$@"; }
end() {
  read -r now rest </proc/uptime
  printf '\\n%s %s %s\\n' «nonce» "$1" "$now"
  printf '\\n%s %s %s\\n' «nonce» "$1" "$now" >&2
}
end start
`

const PRELUDE_PATTERN = new RegExp(`^${patternOf(PRELUDE)}`)

function patternOf(template: string): string {
  const seen = new Set<string>()
  const literal = template.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return literal.replace(/«(\w+)»/g, (_hole, name: keyof typeof HOLES) => {
    if (seen.has(name)) return `\\k<${name}>`
    seen.add(name)
    return `(?<${name}>${HOLES[name]})`
  })
}

const PLAIN = { opening: '( ', closing: '\n) </dev/null\nend $?\n', guarded: false }
const GUARDED = {
  opening: 'if [ $hung = 1 ]; then code=124; else ( ',
  closing: '\n) </dev/null; code=$?; fi\ncase $code in 124|137) hung=1;; esac\nend $code\n',
  guarded: true,
}

/** Throws `NotOurScript`. */
export function parseScript(text: string): Script {
  const prelude = PRELUDE_PATTERN.exec(text)
  if (!prelude) throw new NotOurScript('the script does not begin as ours does')
  const { nonce = '', sudo = '', max = '0' } = prelude.groups ?? {}
  const sections: ScriptSection[] = []
  for (let at = prelude[0].length; at < text.length;) {
    const form = [PLAIN, GUARDED].find(({ opening }) => text.startsWith(opening, at))
    const end = form ? text.indexOf(form.closing, at) : -1
    if (!form || end === -1) throw new NotOurScript(`not a section of our script: ${text.slice(at, at + 80)}`)
    sections.push({ text: text.slice(at + form.opening.length, end), guarded: form.guarded })
    at = end + form.closing.length
  }
  return { nonce, sudo: sudo !== '', maxSeconds: Number(max), sections }
}
