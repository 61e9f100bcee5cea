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

function nodesOf(node: ts.Node): ts.Node[] {
  const nodes = [node]
  ts.forEachChild(node, (child) => void nodes.push(...nodesOf(child)))
  return nodes
}

function specifierOf(node: ts.Node): { specifier: ts.Node | undefined; isType: boolean } | undefined {
  if (ts.isImportDeclaration(node))
    return { specifier: node.moduleSpecifier, isType: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword }
  if (ts.isExportDeclaration(node)) return { specifier: node.moduleSpecifier, isType: node.isTypeOnly }
  if (ts.isImportTypeNode(node)) return { specifier: node.argument, isType: true }
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isDynamic ? { specifier: node.arguments[0], isType: false } : undefined
}

const isEnvironment = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && node.name.text === 'env' && node.expression.getText() === 'process'

/** Whatever a file names with `import` or `export … from`, and the lines on which it reads `process.env`. */
export function scan(file: string, text: string): { imports: Import[]; environmentReads: number[] } {
  const source = ts.createSourceFile(file, scriptOf(file, text), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  const nodes = nodesOf(source)
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart()).line + 1
  const imports = nodes.flatMap((node) => {
    const { specifier, isType = false } = specifierOf(node) ?? {}
    return specifier ? [{ specifier: specifier.getText().replaceAll(/["'`]/g, ''), isType, line: lineOf(node) }] : []
  })
  return { imports, environmentReads: nodes.filter(isEnvironment).map(lineOf) }
}
