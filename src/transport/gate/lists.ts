import { FILES, PROGRAMS, PVE_PATHS } from '../catalogue.ts'
import type { FileName, ProgramName, PvePath } from '../catalogue.ts'
import { PVESH_SECONDS, commandOf, starters } from '../script.ts'
import { keyOf } from '../section.ts'
import type { Section } from '../section.ts'

const sections: readonly Section[] = [
  ...(Object.keys(PROGRAMS) as ProgramName[]).map((name): Section => ({ kind: 'program', name })),
  ...(Object.keys(FILES) as FileName[]).map((name): Section => ({ kind: 'file', name })),
]

/** A text as Perl reads it back to the letter. */
function quoted(text: string): string {
  if (/^END$/m.test(text)) throw new TypeError('this text cannot be quoted')
  return `<<'END';\n${text.trim()}\nEND`
}

const runs = sections.map((section) => `$run{'${keyOf(section)}'} = ${quoted(commandOf(section).text)}`)

const hangs = sections.filter((section) => commandOf(section).pmxcfs).map((section) => `    '${keyOf(section)}',`)

function pattern({ path, args = [] }: PvePath): string {
  const byKey = Map.groupBy(args, (word) => word.split('=', 1)[0])
  const words = [...byKey.values()].map((values) => `(?: (?:${values.join('|')}))?`).join('')
  const named = path.replace('{node}', '$NODE').replace('{vmid}', '$VMID').replace('{storage}', '$STORAGE')
  return `    qr{${named}${words}},`
}

const GET = `root ${String(PVESH_SECONDS)} pvesh get "$@" --output-format json`
const EXECUTE = `root ${String(PVESH_SECONDS)} pvesh create "/nodes/$1/execute" --commands "$2" --output-format json`

/** The closed lists of `catalogue.ts` in Perl. */
export const LISTS = `
# ----- What may run, by the line that asks for it: POSIX sh -----

my %run;

${runs.join('\n\n')}

# What of this hangs when the cluster file system does. Once one has, the others are not tried.
my %needs_pmxcfs = map { $_ => 1 } (
${hangs.join('\n')}
);

# In all of it these start a command, as the user who signed in or as root.
my $starters = ${quoted(starters('"$most"', '$sudo '))}

# ----- What may be read of the PVE API: always with GET -----

my $NODE = qr/[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?/;
my $VMID = qr/[1-9][0-9]{2,8}/;
my $STORAGE = qr/[A-Za-z][A-Za-z0-9_.-]{0,99}/;
my @reads = (
${PVE_PATHS.map(pattern).join('\n')}
);
my $READ = join '|', @reads;

my $get = ${quoted(GET)}

my $execute = ${quoted(EXECUTE)}
`
