import type { Arch } from '../core/abi/types';
import type { RustParser } from '../core/policy/parser';
import { readPolicy } from '../core/policy/read';
import { oneLine } from '../core/text/untrusted';
import { loadRustParser } from '../host/rust-parser';
import { SourceError } from '../host/source-file';
import { policyAsJson } from './allowlist-json';
import { writePolicy } from './allowlist-words';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { CliError, EXIT, writeJson, writeNote } from './output';
import type { CliIo, ExitCode } from './output';

/** The options of `allowlist` as commander gives them. */
export interface AllowlistOptions {
  readonly arch?: string;
  readonly json?: true;
}

/**
 * `allowlist`: what Rust sources allow.
 * @returns 1 where none of them holds a list, 2 where one cannot be read; the others are then shown
 */
export async function allowlistCommand(
  sources: readonly string[],
  options: AllowlistOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const arch = chosenArch(options.arch, machine.arch);
  const parser = await loadRustParser(machine.wasmFolder);
  const statuses = new Set<ExitCode>();
  try {
    for (const source of sources) statuses.add(await show(source, arch, options, io, parser));
  } finally {
    parser.dispose();
  }
  if (statuses.has(EXIT.usage)) return EXIT.usage;
  return statuses.has(EXIT.ok) ? EXIT.ok : EXIT.nothing;
}

async function show(
  source: string,
  arch: Arch,
  options: AllowlistOptions,
  io: CliIo,
  parser: RustParser,
): Promise<ExitCode> {
  let text;
  try {
    ({ text } = await readRust(source, io));
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof CliError)) throw error;
    writeNote(io, oneLine(error.message));
    return EXIT.usage;
  }
  const policy = readPolicy(parser, text, arch);
  for (const { line, message } of policy.problems) {
    writeNote(io, `${oneLine(source)}:${line}: ${oneLine(message)}`);
  }
  if (options.json) await writeJson(io, policyAsJson(source, policy, arch));
  else await writePolicy(io, source, policy, arch);
  if (policy.lists.length > 0) return EXIT.ok;
  writeNote(io, `${oneLine(source)} holds no allowlist.`);
  return EXIT.nothing;
}
