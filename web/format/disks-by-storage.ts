import { sumOfKnown } from './sum.ts'

interface Disk {
  readonly storage: string
  readonly size_bytes: number | null
  readonly used_bytes: number | null
}

/** The disks on one storage, in the order they came. */
export interface DisksOnStorage<One extends Disk> {
  readonly storage: string
  readonly disks: readonly One[]
  /** What those take together of which that is known; null where it is of none. */
  readonly usedBytes: number | null
  /** What they were given together; null where it is known of none. */
  readonly sizeBytes: number | null
  /** Of how many it is not known what they take. */
  readonly unknown: number
}

const sizeOf = ({ used_bytes, size_bytes }: Disk): number => used_bytes ?? size_bytes ?? -1

/** The disks on one storage that several nodes tell of, the largest first. */
export function disksOnStorage<One extends Disk>(storage: string, disks: readonly One[]): DisksOnStorage<One> {
  const here = disks.filter((disk) => disk.storage === storage).sort((one, other) => sizeOf(other) - sizeOf(one))
  return summed(storage, here)
}

const summed = <One extends Disk>(storage: string, disks: readonly One[]): DisksOnStorage<One> => ({
  storage,
  disks,
  usedBytes: sumOfKnown(disks.map(({ used_bytes }) => used_bytes)),
  sizeBytes: sumOfKnown(disks.map(({ size_bytes }) => size_bytes)),
  unknown: disks.filter(({ used_bytes }) => used_bytes === null).length,
})

const extentOf = <One extends Disk>({ usedBytes, sizeBytes }: DisksOnStorage<One>): number =>
  usedBytes ?? sizeBytes ?? 0

/** The storage first whose disks take most. */
export function disksByStorage<One extends Disk>(disks: readonly One[]): DisksOnStorage<One>[] {
  return [...Map.groupBy(disks, ({ storage }) => storage)]
    .map(([storage, on]) => summed(storage, on))
    .sort((one, other) => extentOf(other) - extentOf(one) || (one.storage < other.storage ? -1 : 1))
}
