import ts from 'typescript'

export interface Import {
  readonly specifier: string
  readonly isType: boolean
  readonly line: number
}

const SCRIPT_BLOCK = /(<script[^>]*>)([\s\S]*?)<\/script>/g

/** The TypeScript of a file, on the lines it has there. */
function scriptOf(file: string, text: string): string {
  if (!file.endsWith('.vue')) return text
  let script = ''
  for (const { index, 1: tag = '', 2: body = '' } of text.matchAll(SCRIPT_BLOCK)) {
    script += text.slice(script.length, index + tag.length).replace(/[^\n]/g, ' ') + body
  }
  return script
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  for (const child of node.getChildren()) yield* nodesOf(child)
}

function specifierOf(node: ts.Node): { specifier: ts.Node | undefined; isType: boolean } | undefined {
  if (ts.isImportDeclaration(node))
    return { specifier: node.moduleSpecifier, isType: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword }
  if (ts.isExportDeclaration(node)) return { specifier: node.moduleSpecifier, isType: node.isTypeOnly }
  if (ts.isImportTypeNode(node)) return { specifier: node.argument, isType: true }
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isDynamic ? { specifier: node.arguments[0], isType: false } : undefined
}

const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(file, scriptOf(file, text), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)

const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart()).line + 1

/** Whatever a file names with `import` or `export … from`, at the top, in a type, or as it runs. */
export function importsOf(file: string, text: string): Import[] {
  const source = parse(file, text)
  return [...nodesOf(source)].flatMap((node) => {
    const { specifier, isType = false } = specifierOf(node) ?? {}
    if (!specifier) return []
    return [{ specifier: specifier.getText().replace(/^["'`]|["'`]$/g, ''), isType, line: lineOf(source, node) }]
  })
}

/** The lines on which a file says `process.env`. */
export function environmentReadsOf(file: string, text: string): number[] {
  const source = parse(file, text)
  const isRead = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node) && node.getText() === 'process.env'
  return [...nodesOf(source)].filter(isRead).map((node) => lineOf(source, node))
}
