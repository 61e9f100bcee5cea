import { EXIT } from './cli/usage.ts'

type Command = (args: readonly string[]) => Promise<number>

/** Loaded when called: a look at one node needs neither server nor simulator. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  collect: async () => (await import('./cli/collect.ts')).collect,
  demo: async () => (await import('./cli/demo.ts')).demo,
}

/** `panoramica COMMAND …`; without a command it serves. The exit code is the command's. */
async function main(args: readonly string[]): Promise<number> {
  const [first = 'serve', ...rest] = args
  const [name, own] = first.startsWith('-') ? ['serve', args] : [first, rest]
  const load = COMMANDS[name]
  if (load) return (await load())(own)
  console.error(`panoramica: there is no command ${name}; there are: ${Object.keys(COMMANDS).join(', ')}`)
  return EXIT.usage
}

process.exitCode = await main(process.argv.slice(2))
