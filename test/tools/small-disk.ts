import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** A file system of some KiB at this path, gone when `using` leaves the block; null where none can be mounted. */
export function smallDisk(path: string, kib: number): Disposable | null {
  mkdirSync(path, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(kib)}k`, 'tmpfs', path], {
    stdio: 'ignore',
  })
  if (status !== 0) return null
  return { [Symbol.dispose]: () => void spawnSync('umount', [path]) }
}
