import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../lib/paths';
import { testFilesUnder } from './node-tests';

/** The main file that runs the suite inside VS Code, as `dist` has it after `bundleSuite`. */
export const suiteMain = path.join(projectRoot, 'dist', 'test', 'index.js');

/** Bundles the in-editor suite into `dist/test`: its runner, and each test file by itself. */
export async function bundleSuite(): Promise<void> {
  const out = path.dirname(suiteMain);
  await rm(out, { recursive: true, force: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/vscode/index.ts', ...testFilesUnder('test/vscode/suite')],
    outbase: 'test/vscode',
    outdir: out,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    // Found at run time: the API by VS Code, mocha in node_modules, so that it is one for all files.
    // web-tree-sitter has an entry for require that works from anywhere; the one for import does not.
    // jsonc-parser's other entry (UMD) asks for its parts by names that no bundler can follow.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha', 'web-tree-sitter'],
    logLevel: 'warning',
  });
}
