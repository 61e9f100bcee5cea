import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import typescript from 'typescript'
import { parser as tsParser } from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const VUE = { extension: '.vue', isMixedContent: true, scriptKind: typescript.ScriptKind.Deferred }

/** The script of a component as the parser of Vue hands it on: with types in front where it is generic. */
function scriptOf(filePath, text) {
  let script = ''
  const parser = {
    parseForESLint(code, { project, ...options }) {
      // Only a script is parsed with a project, and an expression of a template without.
      if (project) script = code
      return tsParser.parseForESLint(code, options)
    },
  }
  vueParser.parseForESLint(text, { filePath, parser, project: true })
  return script
}

/** The whole web at once. In it a component is its script. */
function programOf(configFile) {
  const { sys } = typescript
  const { config } = typescript.readConfigFile(configFile, sys.readFile)
  const more = { noEmit: true, allowNonTsExtensions: true }
  const { fileNames, options } = typescript.parseJsonConfigFileContent(
    config,
    sys,
    import.meta.dirname,
    more,
    undefined,
    [],
    [VUE],
  )
  const host = typescript.createCompilerHost(options, true)
  host.readFile = (file) => (file.endsWith('.vue') ? scriptOf(file, readFileSync(file, 'utf8')) : sys.readFile(file))
  return typescript.createProgram(fileNames, options, host)
}

/**
 * Reads web sources with the types of one program. By itself the parser makes another one for each component, since it
 * takes what is in the file for TypeScript and then sees the script as a change (typescript-eslint#9504).
 */
export function webParser(configFile) {
  const file = join(import.meta.dirname, configFile)
  let program
  return {
    parseForESLint(code, { project, ...options }) {
      if (!project) return tsParser.parseForESLint(code, options)
      program ??= programOf(file)
      const isThis = program.getSourceFile(options.filePath)?.text === code
      return tsParser.parseForESLint(code, isThis ? { ...options, programs: [program] } : { ...options, project })
    },
  }
}
