import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a file for its owner only, never over one that is there; it survives a power cut once this returns. */
export function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  syncFolder(dirname(path))
}

/** What was written to a file survives a power cut. */
export const syncFile = (path: string): void => sync(path, 'r+')

/** Names that were made, moved or taken away in a folder survive a power cut. */
export const syncFolder = (path: string): void => sync(path, 'r')

function sync(path: string, flags: string): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
