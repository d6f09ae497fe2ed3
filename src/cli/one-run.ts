import { setFlagsFromString } from 'node:v8';
import type { RustParser } from '../core/policy/parser';
import { loadRustParser } from '../host/rust-parser';

/**
 * By V8's major version (Node 20, 22, 24), since flags come and go and one that is not known is complained
 * of: the grammar is compiled once, and functions are optimised later, when they run for longer than
 * one source takes. Both are done beside the main thread otherwise, and end after the command does.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  11: ['--liftoff-only', '--interrupt-budget=540000'],
  12: ['--liftoff-only', '--invocation-count-for-turbofan=60000'],
  13: ['--liftoff-only', '--invocation-count-for-turbofan=60000'],
};

/**
 * The parser for a command that reads a few sources and ends. It is for the process to free: that takes
 * no time, while each tree by itself does.
 * @throws as `loadRustParser`
 */
export async function parserForOneRun(wasmFolder: string): Promise<RustParser> {
  const [major = ''] = process.versions.v8.split('.');
  for (const flag of FLAGS[major] ?? []) setFlagsFromString(flag);
  return loadRustParser(wasmFolder);
}
