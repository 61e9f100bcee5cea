/** Text between backticks. */
export const code = (text: string): string => `\`${text}\``

export const codes = (texts: readonly string[]): string => texts.map(code).join(', ')

const cell = (text: string): string => text.replaceAll('\n', ' ').replaceAll('|', '\\|')

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export const block = (language: string, text: string): string => `\`\`\`${language}\n${text.trim()}\n\`\`\``

/** A page made of parts with an empty line between, `source` being what to change instead of it. */
export const page = (title: string, source: string, parts: readonly string[]): string =>
  `${[`# ${title}`, `<!-- Generated from ${source} by \`npm run docs\`. Do not edit. -->`, ...parts].join('\n\n')}\n`
