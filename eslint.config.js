import js from '@eslint/js'
import prettier from 'eslint-config-prettier/flat'
import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import ts from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { webParser } from './eslint.web-program.js'

const TESTS = ['**/*.test.ts']
const TYPED = ['{src,test,bench,simulator,docs}/**/*.ts', '*.ts', 'web/**/*.{ts,vue}']

const NODE_GLOBALS = Object.fromEntries(
  ['Buffer', 'clearInterval', 'clearTimeout', 'console', 'process', 'setInterval', 'setTimeout', 'URL'].map((name) => [
    name,
    'readonly',
  ]),
)

/** What a file must not say: each group is a few esquery selectors and the words that name the way out. */
const FORBIDDEN = {
  defaultExport: {
    message: 'Export by name.',
    selectors: ['ExportDefaultDeclaration', 'ExportSpecifier[exported.name="default"]'],
  },
  exportAll: {
    message: 'No barrels: import from the file that declares the name.',
    selectors: ['ExportAllDeclaration'],
  },
  reExport: {
    message: 'No barrels: import from the file that declares the name.',
    selectors: ['ExportNamedDeclaration[source]'],
  },
  environment: {
    message: 'Settings come from src/config.ts, the only reader of the environment.',
    selectors: [
      'MemberExpression[object.name="process"][property.name="env"]',
      'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"]',
    ],
  },
  clock: {
    message: 'Time comes from the clock of src/lib/clock.ts, so that a test can move it.',
    selectors: [
      'MemberExpression[object.name="Date"][property.name="now"]',
      'MemberExpression[object.name="performance"][property.name="now"]',
      'MemberExpression[object.name="process"][property.name="hrtime"]',
      'MemberExpression[object.name="AbortSignal"][property.name="timeout"]',
      'CallExpression[callee.name="Date"]',
      'NewExpression[callee.name="Date"][arguments.length=0]',
      'CallExpression[callee.name=/^(setTimeout|setInterval)$/]',
      'CallExpression[callee.object.name="globalThis"][callee.property.name=/^(setTimeout|setInterval)$/]',
      'ImportDeclaration[source.value=/^(node:)?timers/]',
    ],
  },
  randomness: {
    message: 'Randomness comes from src/lib/random.ts, so that a test can repeat it.',
    selectors: [
      'MemberExpression[object.name="Math"][property.name="random"]',
      'MemberExpression[property.name=/^(randomBytes|randomFillSync|randomInt|randomUUID|getRandomValues)$/]',
      'ImportSpecifier[imported.name=/^(randomBytes|randomFillSync|randomInt|randomUUID|getRandomValues)$/]',
    ],
  },
  sleep: {
    message: 'Do not sleep: wait for the condition, or move the clock by hand.',
    selectors: ['CallExpression[callee.name="setTimeout"]', 'ImportDeclaration[source.value=/^(node:)?timers/]'],
  },
}

/** A later block replaces an earlier one's rule, so each block names every group it forbids. */
const forbid = (...groups) => ({
  'no-restricted-syntax': [
    'error',
    ...groups.flatMap((group) => {
      const { message, selectors } = FORBIDDEN[group]
      return selectors.map((selector) => ({ selector, message }))
    }),
  ],
})

const lines = (max) => ['error', { max, skipBlankLines: true, skipComments: true }]

const budgets = {
  'max-lines': lines(250),
  'max-lines-per-function': lines(40),
}

const typedRules = {
  curly: ['error', 'multi-line'],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  // What a node says is hostile: parsers name control characters in order to drop them.
  'no-control-regex': 'off',
  'object-shorthand': 'error',
  '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  // There are no enums, and what is no instance of a class with private fields the compiler refuses: much asked, nothing found.
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  // `this: void` says that a function may be passed around on its own.
  '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // An implementation of an asynchronous port may have nothing to wait for.
  '@typescript-eslint/require-await': 'off',
}

const vueRules = {
  'vue/block-lang': ['error', { script: { lang: 'ts' } }],
  'vue/component-api-style': ['error', ['script-setup']],
  'vue/define-macros-order': 'error',
  'vue/multi-word-component-names': 'off',
  'vue/no-undef-properties': 'error',
  'vue/no-unused-refs': 'error',
  'vue/no-v-html': 'error',
  'max-lines': lines(200),
  'no-undef': 'off',
}

// A type-aware linter takes what comes out of a `.vue` file for `any`; vue-tsc, which does not, checks these.
const webRules = Object.fromEntries(
  ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
    `@typescript-eslint/no-unsafe-${use}`,
    'off',
  ]),
)

const testRules = {
  'max-lines-per-function': 'off',
  'no-console': 'off',
  '@typescript-eslint/no-floating-promises': [
    'error',
    { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['describe', 'it', 'suite', 'test'] }] },
  ],
  '@typescript-eslint/no-non-null-assertion': 'off',
}

const project = (file) => ({ parserOptions: { project: file, tsconfigRootDir: import.meta.dirname } })

export default defineConfig(
  globalIgnores(['web/dist/', 'fixtures/', 'data/', '**/*.d.ts']),
  js.configs.recommended,
  {
    files: TYPED,
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    rules: { ...budgets, ...typedRules, ...forbid('defaultExport', 'exportAll', 'environment') },
  },
  { files: ['{src,test,bench,simulator,docs}/**/*.ts', '*.ts'], languageOptions: project('./tsconfig.json') },
  {
    files: ['web/**/*.{ts,vue}'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        parser: webParser('tsconfig.web.json'),
        extraFileExtensions: ['.vue'],
        ...project('./tsconfig.web.json').parserOptions,
      },
    },
    rules: webRules,
  },
  { files: ['web/**/*.vue'], rules: vueRules },
  // One sentence a line: a language is as long as it is.
  { files: ['web/locales/*.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['src/**/*.ts'],
    rules: forbid('defaultExport', 'exportAll', 'environment', 'clock', 'randomness'),
  },
  { files: ['src/config.ts'], rules: forbid('defaultExport', 'exportAll', 'clock', 'randomness') },
  {
    files: ['src/lib/clock.ts'],
    rules: forbid('defaultExport', 'exportAll', 'environment', 'randomness'),
  },
  { files: ['src/lib/random.ts'], rules: forbid('defaultExport', 'exportAll', 'environment', 'clock') },
  {
    files: ['**/index.ts'],
    ignores: ['src/collectors/index.ts'],
    rules: forbid('defaultExport', 'exportAll', 'reExport', 'environment', 'clock', 'randomness'),
  },
  { files: ['src/{cli/**,main}.ts', '{test,bench,simulator,docs}/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['{test,bench}/**/*.ts'], rules: forbid('defaultExport', 'exportAll') },
  { files: [...TESTS, 'test/**/*.ts'], rules: testRules },
  { files: TESTS, rules: forbid('defaultExport', 'exportAll', 'sleep') },
  { files: ['*.config.ts'], rules: forbid('exportAll') },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: NODE_GLOBALS } },
  prettier,
)
