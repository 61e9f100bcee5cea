import { SETTINGS } from '../../src/settings.ts'
import { code, page, table } from './markdown.ts'
import { valuesOf } from './schema.ts'

const INTRODUCTION = `Settings of the server. Each is a flag or an environment variable; the flag wins. \`npm start -- --port 9000\` and
\`PANORAMICA_PORT=9000 npm start\` do the same. Mistakes are all reported at once, and the server does not start with one.`

export const configurationPage = (): string =>
  page('Configuration', '`SETTINGS` in `src/settings.ts`', [
    INTRODUCTION,
    table(
      ['Flag', 'Environment', 'Values', 'Default', 'Meaning'],
      Object.values(SETTINGS).map(({ flag, env, schema, standard, says }) => [
        code(`--${flag}`),
        code(env),
        valuesOf(schema),
        standard === '' ? '' : code(standard),
        says,
      ]),
    ),
  ])
