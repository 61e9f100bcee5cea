import { faultOf } from '../api/client.ts'
import { FIELD_OF, type FormField } from '../api/remote-form.ts'
import { say } from './language.ts'

export type FieldErrors = Readonly<Partial<Record<FormField, string>>>

/** What is wrong with the fields of a remote: what is missing, or what the server says of one. */
export function fieldErrors(missing: readonly FormField[], error: Error | null): FieldErrors {
  const fault = faultOf(error, FIELD_OF)
  return {
    ...(fault && { [fault.field]: fault.text }),
    ...Object.fromEntries(missing.map((field) => [field, say(`add.missing.${field}`)])),
  }
}
