import { setFlagsFromString } from 'node:v8';
import type { RustParser } from '../core/policy/parser';
import { loadRustParser } from '../host/rust-parser';

/**
 * By V8's version (Node 20, 22, 24), since flags come and go and one that is not known is complained of:
 * the grammar is compiled once, and functions are optimised later, when they have run for longer
 * than a source takes. Both are done in other threads otherwise, take processors from the main one, and
 * come too late.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  '11.3': ['--liftoff-only', '--interrupt-budget=540000'],
  '12.4': ['--liftoff-only', '--invocation-count-for-turbofan=60000'],
  '13.6': ['--liftoff-only', '--invocation-count-for-turbofan=60000'],
};

/** How many sources are read faster so. Of some 25,000 lines on, code that is better compiled pays. */
const FEW = 4;

/**
 * The parser for a command that reads a few sources and ends. What it holds may be left to the end of the
 * process, which frees it in no time.
 * @param sources how many are read, but for files of their crates
 * @throws as `loadRustParser`
 */
export async function parserForOneRun(wasmFolder: string, sources = 1): Promise<RustParser> {
  const [major = '', minor = ''] = process.versions.v8.split('.');
  const flags = sources <= FEW ? FLAGS[`${major}.${minor}`] : undefined;
  for (const flag of flags ?? []) setFlagsFromString(flag);
  return loadRustParser(wasmFolder);
}
