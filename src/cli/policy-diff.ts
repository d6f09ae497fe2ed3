import type { Change } from '../core/compare/change';
import { changesMarkdown } from '../core/compare/markdown';
import { compareSources, type SourceState } from '../core/compare/sources';
import { stateWords } from '../core/compare/state';
import { NO_CRATE } from '../core/policy/crate';
import { crateOf, readCrateAround } from '../host/crate-files';
import { fromTop, GitCommit } from '../host/git-commit';
import { gitFileOf, readGitFile } from '../host/git-file';
import { formatOf } from './format';
import { readRust } from './inputs';
import type { Machine } from './machine';
import { parserForOneRun } from './one-run';
import { CliError, EXIT, writeJson, writeLine, type CliIo, type ExitCode } from './output';
import { writeText } from './policy-diff-text';

/** What `--format` takes. */
type DiffFormat = 'text' | 'markdown' | 'json';

/** The options of `diff` as commander gives them. */
export interface PolicyDiffOptions {
  readonly format?: DiffFormat;
  readonly json?: true;
}

/**
 * `diff`: what a change of a source means in force.
 * @param folder what `git:REV:PATH` is looked up from
 * @returns 1 where something is let through that was not, or where that is not known
 * @throws CliError, SourceError where one of the two cannot be read; nothing is printed then
 */
export async function policyDiffCommand(
  before: string,
  after: string,
  options: PolicyDiffOptions,
  io: CliIo,
  machine: Machine,
  folder: string,
): Promise<ExitCode> {
  const format = formatOf(options);
  if (before === '-' && after === '-') {
    throw new CliError('Standard input can be only one of the two sources.');
  }
  // Of standard input no crate is known, and a state with one says more than a state without.
  const alone = before === '-' || after === '-';
  const was = await stateOf(before, alone, io, folder);
  const is = await stateOf(after, alone, io, folder);
  const parser = await parserForOneRun(machine.wasmFolder);
  let changes: readonly Change[];
  try {
    changes = compareSources(parser, was, is);
  } finally {
    parser.dispose();
  }
  if (format === 'markdown') await writeLine(io, changesMarkdown(changes).trimEnd());
  else if (format === 'text') await writeText(io, changes);
  else for (const change of changes) await writeJson(io, asJson(change));
  return changes.some(({ widens }) => widens !== false) ? EXIT.nothing : EXIT.ok;
}

async function stateOf(
  source: string,
  alone: boolean,
  io: CliIo,
  folder: string,
): Promise<SourceState> {
  const file = gitFileOf(source);
  if (!file) {
    const { text } = await readRust(source, io);
    return { text, crate: alone ? NO_CRATE : await readCrateAround(source, text) };
  }
  const run = { folder, signal: io.interrupted };
  const text = await readGitFile(file, run);
  if (alone) return { text, crate: NO_CRATE };
  const path = await fromTop(file, run);
  return { text, crate: await crateOf(path, text, await GitCommit.open(file.revision, run)) };
}

function asJson({ list, thread, target, syscall, before, after, widens }: Change): object {
  const [was, is] = [stateWords(before), stateWords(after)];
  return { list, thread, target, syscall, before: was, after: is, widens };
}
