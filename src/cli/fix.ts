import type { Arch } from '../core/abi/types';
import { planFor } from '../core/plan/plan';
import type { Plan, Remedy, Want } from '../core/plan/remedy';
import type { Policy } from '../core/policy/model';
import { readPolicy } from '../core/policy/read';
import type { RustParser } from '../core/policy/parser';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import { loadRustParser } from '../host/rust-parser';
import { writeSource } from '../host/source-file';
import { unifiedDiff, writeDiff } from './diff';
import { readRust } from './inputs';
import type { Machine } from './machine';
import { CliError, EXIT, styled, writeJson, writeLine, writeNote } from './output';
import type { CliIo, ExitCode } from './output';
import { wantOfOptions, wantsOfLogs, type CallOptions, type Wants } from './wants';

/** The options of `fix` as commander gives them. */
export interface FixOptions extends CallOptions {
  readonly log?: readonly string[];
  readonly list?: string;
  readonly widen?: true;
  readonly remedies?: true;
  readonly remedy?: string;
  readonly write?: true;
  readonly json?: true;
}

/** One object of `--json`. */
interface Answer {
  readonly file: string;
  readonly list: string;
  readonly remedy: string;
  readonly line: number;
  readonly diff: string;
  readonly warnings: readonly string[];
}

interface Answers {
  /** What becomes of the source. */
  readonly text: string;
  readonly changes: readonly Answer[];
  readonly already: readonly { readonly answer: Answer; readonly message: string }[];
  /** A sentence for each call that stays refused. */
  readonly open: readonly string[];
}

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
  const { text, version } = await readRust(source, io);
  const asked = await askedFor(options, io, machine);
  for (const note of asked.notes) writeNote(io, note);
  for (const sentence of asked.unanswerable) writeNote(io, sentence);
  if (asked.wants.length === 0) {
    if (asked.unanswerable.length > 0) return EXIT.usage;
    writeNote(io, `${oneLine(options.log?.join(', ') ?? '')} names no refused call.`);
    return EXIT.nothing;
  }

  const parser = await loadRustParser(machine.wasmFolder);
  try {
    const planner = new Planner(parser, options);
    if (options.remedies) {
      return await listRemedies(source, text, asked.wants, planner, options, io);
    }
    const answers = answerAll(source, text, asked.wants, options.remedy, planner);
    if (options.write && version !== null && answers.changes.length > 0) {
      io.interrupted.throwIfAborted();
      await writeSource(source, answers.text, version);
    }
    await print(source, text, answers, options, io);
    if (answers.open.length > 0 || asked.unanswerable.length > 0) return EXIT.usage;
    return answers.changes.length > 0 ? EXIT.ok : EXIT.nothing;
  } finally {
    parser.dispose();
  }
}

function refuseNonsense(source: string, options: FixOptions): void {
  const byLog = options.log !== undefined;
  // With a log, --ioctl is the request of those records that do not say theirs.
  const byName = options.syscall !== undefined || (!byLog && options.ioctl !== undefined);
  if (byLog === byName) {
    throw new CliError('Say what is to be let through: either --log FILE, or --syscall NAME.');
  }
  if (source === '-' && options.log?.includes('-')) {
    throw new CliError('Standard input is either the source or the log, not both.');
  }
  if (source === '-' && options.write) throw new CliError('Standard input cannot be written to.');
  if (options.remedies && (options.write || options.remedy !== undefined)) {
    throw new CliError('--remedies only prints: take one of them by --remedy KIND.');
  }
}

async function askedFor(options: FixOptions, io: CliIo, machine: Machine): Promise<Wants> {
  if (options.log) return wantsOfLogs(options.log, options, io, machine);
  return { wants: [wantOfOptions(options, machine)], unanswerable: [], notes: [] };
}

/** Answers one call after another, each against the source as the one before left it: so edits that
 * meet at one place never clash, and a second trap of the same call finds itself answered. */
function answerAll(
  file: string,
  original: string,
  wants: readonly Want[],
  kind: string | undefined,
  planner: Planner,
): Answers {
  let text = original;
  const changes: Answer[] = [];
  const already: { answer: Answer; message: string }[] = [];
  const open: string[] = [];
  for (const want of wants) {
    const plan = planner.plan(want, text);
    if (plan.kind === 'already-allowed') {
      const before = planner.plan(want, original);
      // Allowed by a change made above: nothing to report twice.
      if (before.kind !== 'already-allowed') continue;
      const { list, line, message } = before;
      const answer = { file, list: list.name, remedy: plan.kind, line, diff: '', warnings: [] };
      already.push({ answer, message });
      continue;
    }
    const remedy = plan.kind === 'remedies' ? chosen(plan.remedies, kind) : whyNot(plan);
    if (typeof remedy === 'string') {
      open.push(remedy);
      continue;
    }
    const next = applyEdits(text, remedy.edits);
    changes.push(answerOf(file, text, next, remedy));
    text = next;
  }
  return { text, changes, already, open };
}

/** Plans against the versions of one source, and reads each version once for an architecture. */
class Planner {
  readonly #policies = new Map<string, Map<Arch, Policy>>();

  constructor(
    private readonly parser: RustParser,
    private readonly options: Pick<FixOptions, 'list' | 'widen'>,
  ) {}

  plan(want: Want, text: string): Plan {
    const { list, widen } = this.options;
    return planFor(this.#read(text, want.arch), want, {
      ...(list === undefined ? {} : { list }),
      ...(widen === undefined ? {} : { widen }),
    });
  }

  #read(text: string, arch: Arch): Policy {
    const byArch = this.#policies.get(text) ?? new Map<Arch, Policy>();
    const policy = byArch.get(arch) ?? readPolicy(this.parser, text, arch);
    this.#policies.set(text, byArch.set(arch, policy));
    return policy;
  }
}

function chosen(remedies: readonly Remedy[], kind: string | undefined): Remedy | string {
  const [first] = remedies;
  if (!first) throw new Error('unreachable: a plan of remedies has at least one');
  if (kind === undefined) return first;
  const there = [...new Set(remedies.map((remedy) => remedy.kind))].join(', ');
  return (
    remedies.find((remedy) => remedy.kind === kind) ??
    `There is no remedy "${oneLine(kind)}" here; there is: ${there}.`
  );
}

function whyNot(plan: Plan & { readonly kind: 'ambiguous' | 'impossible' }): string {
  return plan.kind === 'ambiguous' ? `${plan.message} Use --list NAME.` : plan.message;
}

function answerOf(file: string, before: string, after: string, remedy: Remedy): Answer {
  const { list, kind, line, warnings } = remedy;
  return { file, list, remedy: kind, line, diff: unifiedDiff(file, before, after), warnings };
}

async function print(
  file: string,
  before: string,
  { text, changes, already, open }: Answers,
  options: FixOptions,
  io: CliIo,
): Promise<void> {
  if (options.json) {
    for (const answer of changes) await writeJson(io, answer);
    for (const { answer } of already) await writeJson(io, answer);
  } else if (changes.length > 0) {
    writeDiff(io, unifiedDiff(file, before, text));
  }
  const place = oneLine(file);
  for (const { answer, message } of already) {
    writeNote(io, `${place}:${answer.line}: ${oneLine(message)}`);
  }
  for (const { line, warnings } of changes) {
    for (const warning of warnings) writeNote(io, `${place}:${line}: ${oneLine(warning)}`);
  }
  for (const sentence of open) writeNote(io, `${place}: ${oneLine(sentence, 1000)}`);
  if (options.write && changes.length > 0) writeNote(io, `${place} is changed.`);
}

async function listRemedies(
  file: string,
  text: string,
  wants: readonly Want[],
  planner: Planner,
  options: FixOptions,
  io: CliIo,
): Promise<ExitCode> {
  let status: ExitCode = EXIT.nothing;
  for (const want of wants) {
    const plan = planner.plan(want, text);
    if (plan.kind !== 'remedies') {
      writeNote(io, `${oneLine(file)}: ${oneLine(plan.message, 1000)}`);
      if (plan.kind !== 'already-allowed') status = EXIT.usage;
      continue;
    }
    if (status === EXIT.nothing) status = EXIT.ok;
    for (const remedy of plan.remedies) {
      const answer = answerOf(file, text, applyEdits(text, remedy.edits), remedy);
      if (options.json) await writeJson(io, answer);
      else await printRemedy(io, remedy, answer.diff);
    }
  }
  return status;
}

async function printRemedy(io: CliIo, remedy: Remedy, diff: string): Promise<void> {
  await writeLine(io, styled(io, 'bold', `${remedy.kind}: ${oneLine(remedy.title)}`));
  for (const warning of remedy.warnings) await writeLine(io, `  ${oneLine(warning)}`);
  writeDiff(io, diff);
  await writeLine(io, '');
}
