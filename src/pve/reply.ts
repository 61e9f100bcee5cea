import { z } from 'zod'
import { looseNumber, looseString } from './loose.ts'

/** Text that says something, without the white space around it; longer than anything PVE writes is refused. */
export const text = looseString.pipe(z.string().trim().min(1).max(10_000))

/** Text, but not the word PVE writes where it does not know (ProcFSTools.pm, Diskmanage.pm, APT.pm). */
export const knownText = text.refine((value) => value.toLowerCase() !== 'unknown')

/** A size, a count or a time: never negative. */
export const amount = looseNumber.pipe(z.number().nonnegative())

/** An amount of which there is at least some: PVE writes 0 where it could not read it. */
export const positive = looseNumber.pipe(z.number().positive())

/** A field PVE may leave out: missing, null or spelled in a way no known version does is unknown, and costs nothing else. */
export const unknownOr = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null)

/** A list. One longer than a node could mean is refused, since cutting it would hide rows. */
export const rowsOf = <Row extends z.ZodType>(row: Row, most = 10_000) => z.array(row).max(most)
