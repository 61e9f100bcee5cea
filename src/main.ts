import { EXIT } from './cli/usage.ts'

type Command = (args: readonly string[]) => Promise<number>

/** Loaded when called: a look at one node needs neither server nor simulator. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  worker: async () => (await import('./cli/worker.ts')).worker,
  collect: async () => (await import('./cli/collect.ts')).collect,
  demo: async () => (await import('./cli/demo.ts')).demo,
  user: async () => (await import('./cli/user.ts')).user,
  token: async () => (await import('./cli/token.ts')).token,
  gate: async () => (await import('./cli/gate.ts')).gate,
  move: async () => (await import('./cli/move.ts')).move,
  backup: async () => (await import('./cli/backup.ts')).backup,
  restore: async () => (await import('./cli/restore.ts')).restore,
  'rotate-key': async () => (await import('./cli/rotate-key.ts')).rotateKey,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
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
