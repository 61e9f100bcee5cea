import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import { collector, HOURS } from '../collector.ts'
import { printedBy } from './command-reply.ts'

const file = z.object({
  storage: z.string().describe('storage it is on'),
  volume: z.string().describe("volume in PVE's spelling, for example 100/vm-100-disk-0.qcow2"),
  sizeBytes: z.number().describe('length of the file, in bytes; of a qcow2 image not the size of the disk in it'),
  usedBytes: z.number().describe('space allocated to it, in bytes, also what it shares with copies of it'),
})
type VolumeFile = z.infer<typeof file>

const unread = z.object({
  storage: z.string().describe('storage of which not all files are known'),
  reason: z.string().describe('why'),
})

const fact = z.object({
  files: z.array(file).describe('image files on the storages that are directories, as the node lists them'),
  unread: z.array(unread).describe('storages whose files could not be listed, or not all of them'),
})
type VolumeFiles = z.infer<typeof fact>

const MOST_FILES = 50_000
const LONGEST_REASON = 200

/** `find` counts blocks of 512 bytes whatever those of the file system are (find(1), %b). */
const BLOCK_BYTES = 512
const FILE = /^(\d{1,9}\/[\w.+-]{1,255}(?:\/disk\.raw)?)\t(\d{1,16})\t(\d{1,13})$/

/** A raw image on Btrfs is a folder, of which PVE's name has the suffix (BTRFSPlugin.pm). */
const volumeOf = (path: string): string => path.replace(/\/disk\.raw$/, '.raw')

function fileIn(storage: string, line: string): VolumeFile[] {
  const [, path, length, blocks] = FILE.exec(line) ?? []
  if (path === undefined) return []
  return [{ storage, volume: volumeOf(path), sizeBytes: Number(length), usedBytes: Number(blocks) * BLOCK_BYTES }]
}

/** Why not all of a storage was listed; null where all was. A line that is no file is a complaint. */
function reasonIn(lines: readonly string[]): string | null {
  const [, word, rest = ''] = /^== (exit|unread) (.+)$/.exec(lines.at(-1) ?? '') ?? []
  if (word === undefined) return 'was not listed to the end'
  if (word === 'unread') return rest
  if (rest === '124' || rest === '137') return 'did not answer in time'
  if (rest === '0') return null
  const complaint = lines.find((line) => line !== '' && !FILE.test(line) && !line.startsWith('== ')) ?? `code ${rest}`
  return `could not be listed: ${complaint}`
}

const tidy = (reason: string): string => reason.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, LONGEST_REASON)

/** One storage's part of what the `volume-files` program printed. */
function storageIn(part: string): VolumeFiles {
  const [storage = '', ...lines] = part.trimEnd().split('\n')
  if (!/^[\w.-]{1,100}$/.test(storage)) throw new FailureError('bad-reply', 'the list of image files names no storage')
  const reason = reasonIn(lines)
  return {
    files: lines.flatMap((line) => fileIn(storage, line)),
    unread: reason === null ? [] : [{ storage, reason: tidy(`storage ${storage} ${reason}`) }],
  }
}

function parseVolumeFiles(printed: string): VolumeFiles {
  const [before = '', ...parts] = printed.split(/^== storage /m)
  if (before.trim() !== '') throw new FailureError('bad-reply', 'the list of image files begins with no storage')
  const storages = parts.map(storageIn)
  const files = storages.flatMap((one) => one.files)
  if (files.length > MOST_FILES)
    throw new FailureError('bad-reply', `the node lists more than ${String(MOST_FILES)} image files`)
  return { files, unread: storages.flatMap((one) => one.unread) }
}

export const volumeFiles = collector({
  name: 'volume-files',
  title: 'Image files of guests',
  scope: 'node',
  every: 1 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseVolumeFiles(printedBy('the list of image files', await shell.run('volume-files')))
  },
})
