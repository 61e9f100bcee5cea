import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../../shared')

/** Reason to skip a test that needs the recordings beside the project, or false where they are there. */
export const withoutShared: string | false = existsSync(join(root, 'samples'))
  ? false
  : 'the recordings beside the project (../shared) are not here'

/** Where a file or folder below ../shared is. */
export const sharedPath = (path: string): string => join(root, path)

/** Text of a file below ../shared. */
export const sharedText = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Names of the files in a folder below ../shared. */
export const sharedNames = (path: string): string[] => readdirSync(join(root, path))

/** One recorded call of the real PVE code, for example `8.4/node_status`. */
export const recordedCall = (name: string): { exit: number; stdout: string; stderr: string } =>
  JSON.parse(sharedText(`pve/${name}.json`)) as { exit: number; stdout: string; stderr: string }

/** The reply of a recorded call as JSON. */
export const recordedReply = (name: string): unknown => JSON.parse(recordedCall(name).stdout)
