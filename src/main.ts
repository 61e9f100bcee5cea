import { collect } from './cli/collect.ts'
import { serve } from './cli/serve.ts'
import { EXIT } from './cli/usage.ts'

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = { serve, collect }

/** `panoramica COMMAND …`; without a command it serves. The exit code is the command's. */
async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args
  if (first === undefined || first.startsWith('-')) return serve(args)
  const command = COMMANDS[first]
  if (command) return command(rest)
  console.error(`panoramica: there is no command ${first}; there are: ${Object.keys(COMMANDS).join(', ')}`)
  return EXIT.usage
}

process.exitCode = await main(process.argv.slice(2))
