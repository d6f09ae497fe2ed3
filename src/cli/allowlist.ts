import type { Arch } from '../core/abi/types';
import type { Policy } from '../core/policy/model';
import type { RustParser } from '../core/policy/parser';
import { oneLine } from '../core/text/untrusted';
import { SourceError } from '../host/source-file';
import { exportPolicy, type ExportFormat } from './allowlist-export';
import { policyAsJson } from './allowlist-json';
import { writePolicy } from './allowlist-words';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { parserForOneRun } from './one-run';
import { CliError, EXIT, writeJson, writeNote } from './output';
import type { CliIo, ExitCode } from './output';
import { readerOfTrees, treeOf } from './tree';

/** The options of `allowlist` as commander gives them. */
export interface AllowlistOptions {
  readonly arch?: string;
  readonly json?: true;
  readonly format?: ExportFormat;
  readonly list?: string;
}

/**
 * `allowlist`: what sources allow.
 * @returns 1 where none of them holds a list, 2 where one cannot be read; the others are then shown
 */
export async function allowlistCommand(
  sources: readonly string[],
  options: AllowlistOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const arch = chosenArch(options.arch, machine.arch);
  const { format, json, list } = options;
  if (list !== undefined && !format) throw new CliError('--list is for --format.');
  if (format && json) throw new CliError(`--json and --format ${format} ask for two forms.`);
  if (format && sources.length > 1) throw new CliError('--format takes one source.');
  const parser = await parserForOneRun(machine.wasmFolder, sources.length);
  const statuses = new Set<ExitCode>();
  try {
    const [source] = sources;
    if (format && source !== undefined) {
      const policy = await read(source, arch, io, parser);
      return await exportPolicy(source, policy, { arch, format, list: list ?? null }, io);
    }
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
  let policy;
  try {
    policy = await read(source, arch, io, parser);
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof CliError)) throw error;
    writeNote(io, oneLine(error.message));
    return EXIT.usage;
  }
  if (options.json) await writeJson(io, policyAsJson(source, policy, arch));
  else await writePolicy(io, source, policy, arch);
  if (policy.lists.length > 0) return EXIT.ok;
  const others = policy.elsewhere.map(({ name, file, line }) => `${name} (${file}:${line})`);
  const where = others.length > 0 ? `; of its crate these belong to it: ${others.join(', ')}` : '';
  writeNote(io, `${oneLine(source)} holds no allowlist${oneLine(where, 1000)}.`);
  return EXIT.nothing;
}

/**
 * A source with the files of its crate; what is not understood in it is told.
 * @throws CliError, SourceError where it cannot be read
 */
async function read(source: string, arch: Arch, io: CliIo, parser: RustParser): Promise<Policy> {
  const { text } = await readRust(source, io);
  const reader = readerOfTrees(parser);
  const policy = reader(await treeOf(source, text, reader, arch), null, arch);
  if (!policy) throw new Error('unreachable: a tree has its own source');
  for (const { line, message } of policy.problems) {
    writeNote(io, `${oneLine(source)}:${line}: ${oneLine(message)}`);
  }
  return policy;
}
