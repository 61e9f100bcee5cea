import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectorsPage } from './generate/collectors.ts'
import { configurationPage } from './generate/configuration.ts'
import { openapiDocument } from './generate/openapi.ts'
import { permissionsPage } from './generate/permissions.ts'

/** What is made from the code, by its path in the project: pages of docs/, and the description of the API. */
export const generatedDocs = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ['docs/collectors.md', collectorsPage()],
    ['docs/configuration.md', configurationPage()],
    ['docs/permissions.md', permissionsPage()],
    ['openapi.json', await openapiDocument()],
  ])

if (import.meta.main) {
  for (const [path, text] of await generatedDocs()) writeFileSync(join(import.meta.dirname, '..', path), text)
}
