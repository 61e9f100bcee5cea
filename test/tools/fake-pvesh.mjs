// Started by the `pvesh` of a fake node: answers as the recordings in its folder do, in the mood written there.
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [root, ...argv] = process.argv.slice(2)
const [verb, path, ...options] = argv
appendFileSync(join(root, 'pvesh.log'), `${JSON.stringify(argv)}\n`)
const replies = JSON.parse(readFileSync(join(root, 'replies.json'), 'utf8'))
const mood = readFileSync(join(root, 'mood'), 'utf8')

const fail = (message, code) => {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}
const replyTo = (asked) =>
  replies[asked] ?? { exit: 2, stdout: '', stderr: `No 'get' handler defined for '${asked}'\n` }

/** In a batch only what a handler died of is its message; what it warned of before goes to standard error. */
const lastLine = (text) => `${text.trimEnd().split('\n').at(-1)}\n`

const entryOf = (node, command) => {
  if (command.method !== 'GET') fail('only reads are answered here', 99)
  const { exit, stdout, stderr } = replyTo(`/nodes/${node}/${command.path}`)
  return exit === 0 ? { status: 200, data: JSON.parse(stdout) } : { status: 500, message: lastLine(stderr) }
}

if (mood === 'hangs') {
  process.on('SIGTERM', () => process.exit(143))
  setInterval(() => {}, 1000)
} else if (mood === 'garbage') {
  process.stdout.write(Buffer.from([0, 255, 123, 34, 10, 91, 49]))
} else if (mood === 'huge') {
  const block = Buffer.alloc(2 ** 20, 'x')
  for (let sent = 0; sent < 100; sent++)
    if (!process.stdout.write(block)) await new Promise((go) => process.stdout.once('drain', go))
} else if (mood === 'not-root') fail('please run as root', 255)
else if (mood === 'pmxcfs-dead')
  fail('ipcc_send_rec[1] failed: Connection refused\nUnable to load access control list: Connection refused', 111)
else if (verb === 'create') {
  const node = /^\/nodes\/([^/]+)\/execute$/.exec(path)?.[1]
  if (!node || options[0] !== '--commands') fail(`No 'create' handler defined for '${path}'`, 2)
  if (mood === 'refuses-execute') fail('Permission check failed (/, Sys.Modify)', 13)
  process.stdout.write(`${JSON.stringify(JSON.parse(options[1]).map((command) => entryOf(node, command)))}\n`)
} else if (verb === 'get') {
  const { exit, stdout, stderr } = replyTo(path)
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = exit
} else fail(`only reads are answered here: ${verb}`, 99)
