import { z } from 'zod'

/**
 * PVE's JSON types vary by version and code path (numbers as strings, booleans as 0/1), so schemas of its replies
 * coerce and never rely on the JSON type. These are for PVE's replies, not for facts.
 */

/** A finite number, also as a string ("16384"); anything else is refused. */
export const looseNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*[-+]?\d+(\.\d+)?(e[-+]?\d+)?\s*$/i)
      .transform(Number),
  ])
  .pipe(z.number())

/** A boolean as 0/1, "0"/"1", true/false, yes/no, on/off. */
export const looseBoolean = z.union([
  z.boolean(),
  z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1),
  z
    .enum(['0', '1', 'yes', 'no', 'on', 'off', 'true', 'false', ''])
    .transform((value) => ['1', 'yes', 'on', 'true'].includes(value)),
])

/** Text; a number where PVE's Perl turned digits into one. */
export const looseString = z.union([z.string(), z.number().transform(String)])
