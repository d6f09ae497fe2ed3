import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { RustParser } from '../../src/core/policy/parser';

const require = createRequire(__filename);

/** The parser out of the development tree's packages, for tests that run without a build. */
export async function loadRustParserFromPackages(): Promise<RustParser> {
  const [runtime, rust] = await Promise.all([
    readFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(require.resolve('tree-sitter-rust/tree-sitter-rust.wasm')),
  ]);
  return RustParser.load(runtime, rust);
}
