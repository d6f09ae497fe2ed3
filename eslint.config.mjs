import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const noImport = (patterns) => ['error', { patterns }];
const machine = {
  regex:
    '^(node:)?(fs|child_process|net|http|https|http2|dgram|dns|tls|os|process|worker_threads|cluster|readline)(/|$)',
  message: 'src/core knows no machine: no files, no processes, no network.',
};
const editor = {
  regex: '^vscode$',
  message: 'Only src/features and src/extension.ts know VS Code.',
};
const layer = (names, message) => ({ regex: `(^|/)(${names})/`, message });

export default defineConfig(
  globalIgnores(['dist/', '.cache/', 'examples/', 'test/fixtures/', 'coverage/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the properties themselves, one a line.',
        },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        process: 'readonly',
        console: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-restricted-exports': 'off' },
  },
  {
    // Logs and sources are hostile: no expression may take more than linear time on them.
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'certain' }],
      'regexp/no-super-linear-move': ['error', { report: 'certain' }],
    },
  },
  {
    // What these give is loaded when it is asked for: an import is evaluated at the start.
    files: ['src/**/late.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-imports': noImport([
        editor,
        machine,
        layer('host|features|cli|panel', 'src/core imports nothing of the other layers.'),
      ]),
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'src/core knows no process.' },
        { name: 'fetch', message: 'src/core knows no network.' },
      ],
    },
  },
  {
    files: ['src/host/**/*.ts'],
    rules: {
      'no-restricted-imports': noImport([
        editor,
        layer('features|cli|panel', 'src/host imports only src/core.'),
      ]),
    },
  },
  {
    files: ['src/features/**/*.ts'],
    rules: {
      'no-restricted-imports': noImport([
        layer('cli', 'features and cli never import each other.'),
      ]),
    },
  },
  {
    files: ['src/panel/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.\\./',
              allowTypeImports: true,
              message: 'src/panel runs in a webview: it shares types with the rest, nothing else.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/cli/**/*.ts'],
    rules: {
      'no-restricted-imports': noImport([
        editor,
        layer('features|panel', 'features and cli never import each other.'),
      ]),
    },
  },
);
