import type { DisksOnStorage } from '../format/disks-by-storage.ts'
import { show } from './formats.ts'

type Translate = (key: string, values: Record<string, unknown>, count?: number) => string
type Sums = Omit<DisksOnStorage<never>, 'storage' | 'disks'> & { readonly disks: readonly unknown[] }

/** How many disks there are, and what they take together of what they were given, in words. */
export function diskSums({ disks, usedBytes, sizeBytes, unknown }: Sums, t: Translate): string[] {
  return [
    t('kept.disks', { n: show.count(disks.length) }, disks.length),
    t('value.of', { part: show.bytes(usedBytes) ?? '—', whole: show.bytes(sizeBytes) ?? '—' }),
    ...(unknown > 0 && usedBytes !== null ? [t('kept.without', { n: show.count(unknown) }, unknown)] : []),
  ]
}
