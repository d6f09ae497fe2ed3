import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RustParser } from '../core/policy/parser';

/** The two files that a build copies beside its bundle. */
const WASM_FILES = ['web-tree-sitter.wasm', 'tree-sitter-rust.wasm'] as const;

/**
 * The parser out of the folder that holds `WASM_FILES`.
 * @throws the file system's error where one cannot be read
 */
export async function loadRustParser(wasmFolder: string): Promise<RustParser> {
  const [runtime, rust] = await Promise.all(
    WASM_FILES.map((name) => readFile(path.join(wasmFolder, name))),
  );
  if (!runtime || !rust) throw new Error('unreachable: two files were asked for');
  const { RustParser: Parser } = await import('../core/policy/parser');
  const parser = await Parser.load(runtime, rust);
  // The grammar took its time of this turn, and the first parse takes as much again.
  await nextTurn();
  return parser;
}
