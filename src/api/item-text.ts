import type { z } from 'zod'
import { oncePer } from '../fleet/once-per.ts'

/** Checks and writes an item of a list once, however often and wherever it is shown. */
export const textOf = oncePer((shape: z.ZodType) => oncePer((item: object) => JSON.stringify(shape.parse(item))))
