import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectorsPage } from './generate/collectors.ts'
import { configurationPage } from './generate/configuration.ts'
import { permissionsPage } from './generate/permissions.ts'

/** The pages of docs/ that are made from the code, by their path in the project. */
export const generatedDocs = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/collectors.md', collectorsPage()],
    ['docs/configuration.md', configurationPage()],
    ['docs/permissions.md', permissionsPage()],
  ])

if (import.meta.main) {
  for (const [path, text] of generatedDocs()) writeFileSync(join(import.meta.dirname, '..', path), text)
}
