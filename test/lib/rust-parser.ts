import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { RustParser } from '../../src/core/policy/parser';

const require = createRequire(__filename);

function wasmOf(name: string): Promise<Uint8Array> {
  return readFile(require.resolve(name));
}

/** The parser out of the development tree's packages, for tests that run without a build. */
export async function loadRustParserFromPackages(): Promise<RustParser> {
  const [runtime, rust] = await Promise.all([
    wasmOf('web-tree-sitter/web-tree-sitter.wasm'),
    wasmOf('tree-sitter-rust/tree-sitter-rust.wasm'),
  ]);
  return RustParser.load(runtime, rust);
}

/** Rust's grammar, which knows no earlier text but the one that it is given the tree of. */
export interface Grammar {
  parse(text: string, before: Tree | null): Tree;
  isSound(text: string): boolean;
}

export async function loadGrammar(): Promise<Grammar> {
  // Has the runtime loaded, once for all.
  (await loadRustParserFromPackages()).dispose();
  const parser = new Parser();
  parser.setLanguage(await Language.load(await wasmOf('tree-sitter-rust/tree-sitter-rust.wasm')));
  const parse = (text: string, before: Tree | null): Tree => {
    const tree = parser.parse(text, before);
    if (!tree) throw new Error('The Rust parser gave no tree.');
    return tree;
  };
  return {
    parse,
    isSound: (text) => {
      const tree = parse(text, null);
      const { hasError } = tree.rootNode;
      tree.delete();
      return !hasError;
    },
  };
}
