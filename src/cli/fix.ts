import type { Remedy, Want } from '../core/plan/remedy';
import type { SourceTree } from '../core/policy/source-tree';
import { DEFAULT_FORMAT } from '../core/plan/width';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import { readCrateAround } from '../host/crate-files';
import { formatFor } from '../host/rustfmt-config';
import { readSource, SourceChanged, writeSource } from '../host/source-file';
import {
  answerAll,
  answerAlready,
  answerOf,
  Planner,
  type Answers,
  type FileChange,
} from './answers';
import { unifiedDiff, writeDiff } from './diff';
import { planOptions, refuseNonsense, type FixOptions } from './fix-options';
import { readRust } from './inputs';
import { chosenArch, type Machine } from './machine';
import { parserForOneRun } from './one-run';
import { EXIT, styled, writeJson, writeLine, writeNote } from './output';
import type { CliIo, ExitCode } from './output';
import { readerOfTrees, treeOf } from './tree';
import { wantOfOptions, wantsOfLogs, type Wants } from './wants';

/**
 * `fix`: prints, and with `--write` makes, the narrowest change that lets the refused calls through.
 * @returns 2 where a call stays refused for want of a decision or of knowledge; 1 where nothing is to
 * be done
 * @throws CliError, SourceError: nothing was written then
 */
export async function fixCommand(
  source: string,
  options: FixOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  refuseNonsense(source, options);
  // While a log is read, nothing is to run slower than it can.
  const early = options.log ? null : parserForOneRun(machine.wasmFolder);
  // It is told where it is waited for.
  early?.catch(() => undefined);
  const { text, version } = await readRust(source, io);
  const asked = await askedFor(options, io, machine);
  for (const note of asked.notes) writeNote(io, note);
  for (const sentence of asked.unanswerable) writeNote(io, sentence);
  if (asked.wants.length === 0) {
    if (asked.unanswerable.length > 0) return EXIT.usage;
    const whose = options.program === undefined ? '' : ` of ${oneLine(options.program)}`;
    writeNote(io, `${oneLine(options.log?.join(', ') ?? '')} names no refused call${whose}.`);
    return EXIT.nothing;
  }

  const [parser, format, crate] = await Promise.all([
    early ?? parserForOneRun(machine.wasmFolder),
    source === '-' ? DEFAULT_FORMAT : formatFor(source),
    readCrateAround(source, text),
  ]);
  const read = readerOfTrees(parser);
  const planner = new Planner(read, { ...planOptions(options), format });
  const tree = await treeOf(source, text, read, asked.wants[0]?.arch ?? 'x86_64', crate);
  if (options.remedies) {
    const status = await listRemedies(tree, asked.wants, planner, options, io);
    return asked.unanswerable.length > 0 ? EXIT.usage : status;
  }
  const answers = answerAll(tree, asked.wants, planner);
  if (options.write && version !== null && answers.files.length > 0) {
    const changes = await changesToWrite(answers.files, source, version);
    io.interrupted.throwIfAborted();
    for (const one of changes) await writeSource(one.file, one.text, one.version);
  }
  await print(source, answers, options, io);
  if (answers.open.length > 0 || asked.unanswerable.length > 0) return EXIT.usage;
  return answers.changes.length > 0 ? EXIT.ok : EXIT.nothing;
}

/**
 * The files to write, each with the version that its text is made from; nothing is written before all
 * are known.
 * @throws SourceChanged where one is no longer what was read
 */
async function changesToWrite(
  files: readonly FileChange[],
  source: string,
  version: string,
): Promise<readonly (FileChange & { readonly version: string })[]> {
  return Promise.all(
    files.map(async (one) => {
      if (one.file === source) return { ...one, version };
      const now = await readSource(one.file);
      if (now.text === one.before) return { ...one, version: now.version };
      throw new SourceChanged(`${one.file} has changed since it was read; nothing was written.`);
    }),
  );
}

/** A sort asks about no call. */
function anyCall({ arch }: FixOptions, machine: Machine): Want {
  return { arch: chosenArch(arch, machine.arch), syscall: '', request: null, comm: null };
}

async function askedFor(options: FixOptions, io: CliIo, machine: Machine): Promise<Wants> {
  if (options.remedy === 'sort')
    return { wants: [anyCall(options, machine)], unanswerable: [], notes: [] };
  if (options.log) return wantsOfLogs(options.log, options, io, machine);
  return { wants: [wantOfOptions(options, machine)], unanswerable: [], notes: [] };
}

async function print(
  source: string,
  { files, changes, already, open }: Answers,
  options: FixOptions,
  io: CliIo,
): Promise<void> {
  if (options.json) {
    for (const answer of changes) await writeJson(io, answer);
    for (const { answer } of already) await writeJson(io, answer);
  } else {
    for (const { file, before, text } of files) writeDiff(io, unifiedDiff(file, before, text));
  }
  for (const { answer, message } of already) {
    writeNote(io, `${oneLine(answer.file)}:${answer.line}: ${oneLine(message)}`);
  }
  for (const { file, line, warnings } of changes) {
    for (const warning of warnings) writeNote(io, `${oneLine(file)}:${line}: ${oneLine(warning)}`);
  }
  for (const sentence of open) writeNote(io, `${oneLine(source)}: ${oneLine(sentence, 1000)}`);
  for (const { file } of options.write ? files : []) writeNote(io, `${oneLine(file)} is changed.`);
}

async function listRemedies(
  tree: SourceTree,
  wants: readonly Want[],
  planner: Planner,
  options: FixOptions,
  io: CliIo,
): Promise<ExitCode> {
  let status: ExitCode = EXIT.nothing;
  for (const want of wants) {
    const { why, remedies } = planner.every(want, tree);
    if (why.kind !== 'remedies') {
      const place = why.kind === 'already-allowed' ? (why.file ?? tree.path) : tree.path;
      writeNote(io, `${oneLine(place)}: ${oneLine(why.message, 1000)}`);
      if (why.kind !== 'already-allowed') status = EXIT.usage;
      else if (options.json) await writeJson(io, answerAlready(tree.path, why));
    } else if (status === EXIT.nothing) status = EXIT.ok;
    for (const remedy of remedies) {
      const before = tree.textOf(remedy.file) ?? '';
      const after = applyEdits(before, remedy.edits);
      const answer = answerOf(tree.path, before, after, remedy);
      if (options.json) await writeJson(io, answer);
      else await printRemedy(io, remedy, answer.diff);
    }
  }
  return status;
}

async function printRemedy(io: CliIo, remedy: Remedy, diff: string): Promise<void> {
  await writeLine(io, styled(io, 'bold', `${remedy.kind}: ${oneLine(remedy.title)}`));
  await writeLine(io, `  ${oneLine(remedy.force, 1000)}`);
  const others = remedy.warnings.filter((warning) => warning !== remedy.force);
  for (const warning of others) await writeLine(io, `  ${oneLine(warning)}`);
  writeDiff(io, diff);
  await writeLine(io, '');
}
