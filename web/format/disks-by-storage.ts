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

const extentOf = <One extends Disk>({ usedBytes, sizeBytes }: DisksOnStorage<One>): number =>
  usedBytes ?? sizeBytes ?? 0

/** The storage first whose disks take most. */
export function disksByStorage<One extends Disk>(disks: readonly One[]): DisksOnStorage<One>[] {
  return [...Map.groupBy(disks, ({ storage }) => storage)]
    .map(([storage, on]) => ({
      storage,
      disks: on,
      usedBytes: sumOfKnown(on.map(({ used_bytes }) => used_bytes)),
      sizeBytes: sumOfKnown(on.map(({ size_bytes }) => size_bytes)),
      unknown: on.filter(({ used_bytes }) => used_bytes === null).length,
    }))
    .sort((one, other) => extentOf(other) - extentOf(one) || (one.storage < other.storage ? -1 : 1))
}
