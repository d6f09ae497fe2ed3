import { candidatesOf, textWith, type Candidate } from '../core/minimise/candidate-text';
import { minimise, type Minimal } from '../core/minimise/minimise';
import { planAction } from '../core/plan/action';
import type { ReadPolicy } from '../core/plan/companions';
import type { Want } from '../core/plan/remedy';
import type { Policy } from '../core/policy/model';
import { readPolicy } from '../core/policy/read';
import { IoctlHistogram } from '../core/strace/ioctl-histogram';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import { Trials } from '../host/minimise/trials';
import { loadRustParser } from '../host/rust-parser';
import { readSource } from '../host/source-file';
import type { Hold } from '../host/store/hold';
import { SourceStore } from '../host/store/store';
import { chosenArch, type Machine } from './machine';
import {
  CliError,
  EXIT,
  writeJson,
  writeLine,
  writeNote,
  type CliIo,
  type ExitCode,
} from './output';
import { putBack } from './put-back';
import { readBytes } from './trace-bytes';
import { wantOfOptions } from './wants';

/** The options of `minimise` as commander gives them. */
export interface MinimiseOptions {
  readonly source: string;
  readonly candidates?: readonly string[];
  readonly trace?: string;
  readonly filter?: string;
  readonly list?: string;
  readonly timeout?: string;
  readonly repeat?: string;
  readonly includeExisting?: true;
  readonly json?: true;
}

/** As for `diagnose`: no test that is worth a filter takes longer. */
const DEFAULT_TIMEOUT_S = 300;

/**
 * `minimise`: adds all candidates, sets the filter to Trap, and takes away what the command passes
 * without. The source ends up minimal, with its own action, or as it was.
 * @returns 1 where the command fails with all of them: the source is as it was
 * @throws CliError, SourceError: the source is as it was
 */
export async function minimiseCommand(
  words: readonly string[],
  options: MinimiseOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const limit = count(options.timeout ?? String(DEFAULT_TIMEOUT_S), '--timeout', 0);
  const repeat = count(options.repeat ?? '1', '--repeat', 1);
  const wants = await wantsOf(options, io, machine);
  const parser = await loadRustParser(machine.wasmFolder);
  const policies = new Map<string, Policy>();
  const read: ReadPolicy = (text, arch) => {
    const key = `${arch} ${text}`;
    const policy = policies.get(key) ?? readPolicy(parser, text, arch);
    policies.set(key, policy);
    return policy;
  };
  try {
    return await io.unbroken(() =>
      new SourceStore().holding(options.source, 'seccomp-lens minimise', async (hold) => {
        await putBack(hold, options.source, words, true, io);
        const { text, version } = await readSource(options.source);
        const trials = new Trials(hold, text, version, {
          words,
          repeat,
          cwd: process.cwd(),
          env: process.env,
          cancel: io.interrupted,
          limitMs: limit === 0 ? null : limit * 1000,
          onOutput: (bytes) => {
            io.err.write(bytes);
          },
        });
        return giveBack(hold, options.source, io, () =>
          search(text, wants, read, trials, options, io),
        );
      }),
    );
  } finally {
    parser.dispose();
  }
}

async function search(
  text: string,
  wants: readonly Want[],
  read: ReadPolicy,
  trials: Trials,
  options: MinimiseOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { list } = options;
  const all = plannable(() => candidatesOf(read, text, wants, list));
  const candidates = all.filter(({ existing }) => !existing || options.includeExisting);
  for (const { title } of all.filter((one) => !candidates.includes(one))) {
    writeNote(io, `${title} is allowed already and stays; --include-existing tries it too.`);
  }
  if (candidates.length === 0) {
    throw new CliError('There is no candidate to try: name requests by --candidates or --trace.');
  }
  const trapped = withTrap(text, read, wants, options);
  let run = 0;
  const minimal = await minimise(candidates, async (kept) => {
    run += 1;
    const names = `${kept.length} of ${candidates.length} rules`;
    const trial = written(read, trapped, candidates, kept, list, io);
    const passed = trial !== null && (await trials.passes(trial));
    writeNote(io, `run ${run}, with ${names}: ${passed ? 'passes' : 'fails'}`);
    return passed;
  });
  if (!minimal) {
    writeNote(io, 'The command fails with all candidates in: the source is as it was.');
    return EXIT.nothing;
  }
  await trials.settle(plannable(() => textWith(read, text, candidates, minimal.needed, list)));
  await report(minimal, options, io);
  return EXIT.ok;
}

/** The text of one trial; null where the planner cannot write it, which leaves the rules needed. */
function written(
  read: ReadPolicy,
  text: string,
  all: readonly Candidate[],
  kept: readonly Candidate[],
  list: string | undefined,
  io: CliIo,
): string | null {
  try {
    return textWith(read, text, all, kept, list);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    writeNote(io, oneLine(error.message, 1000));
    return null;
  }
}

async function report(
  { proofs, runs, oneByOne }: Minimal<Candidate>,
  { json }: MinimiseOptions,
  io: CliIo,
): Promise<void> {
  for (const { item, needed, provenBy } of proofs) {
    const rule = item.title;
    if (json) await writeJson(io, { rule, needed, provenBy });
    else await writeLine(io, `${needed ? 'needed    ' : 'not needed'}  ${rule}  (run ${provenBy})`);
  }
  if (json) await writeJson(io, { kind: 'result', runs, oneByOne });
  else await writeLine(io, `${runs} runs; one by one it would have been ${oneByOne}.`);
}

/** Whatever stops the search, the source gets back what it had. What is settled stays. */
async function giveBack(
  hold: Hold,
  file: string,
  io: CliIo,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } finally {
    const { kind } = await hold.restore();
    if (kind === 'conflict' || kind === 'gone') {
      writeNote(
        io,
        `${oneLine(file)} was edited meanwhile: "seccomp-lens action ${oneLine(file)} --restore" shows both.`,
      );
    }
  }
}

/** Missing rules are to end the command at once, and loudly. */
function withTrap(
  text: string,
  read: ReadPolicy,
  [first]: readonly Want[],
  { filter }: MinimiseOptions,
): string {
  if (!first) throw new CliError('There is no candidate to try.');
  const to = { name: 'trap', number: null } as const;
  const named = filter === undefined ? {} : { filter };
  const plan = planAction(read(text, first.arch), { to, ...named });
  if (plan.kind === 'already') return text;
  if (plan.kind === 'change') return applyEdits(text, plan.edits);
  const use = plan.kind === 'ambiguous' ? ' Name one by --filter NAME.' : '';
  throw new CliError(`${plan.message}${use}`);
}

async function wantsOf(
  { candidates = [], trace }: MinimiseOptions,
  io: CliIo,
  machine: Machine,
): Promise<readonly Want[]> {
  const named = candidates.map((ioctl) => wantOfOptions({ ioctl }, machine));
  if (trace === undefined) return named;
  const histogram = new IoctlHistogram();
  const reader = histogram.reader(trace);
  await readBytes(trace, io, (chunk) => {
    reader.push(chunk);
  });
  reader.end();
  const arch = chosenArch(undefined, histogram.arch ?? machine.arch);
  const known = new Set(named.map(({ request }) => request));
  const seen = histogram
    .rows(arch)
    .flatMap(({ request }) => (request === null || known.has(request) ? [] : [request]));
  return [...named, ...seen.map((request) => ({ arch, syscall: 'ioctl', request, comm: null }))];
}

function plannable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(oneLine(error.message, 1000));
    throw error;
  }
}

function count(text: string, option: string, least: number): number {
  const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : -1;
  if (value >= least) return value;
  throw new CliError(`${option} takes a number from ${least} on, not "${oneLine(text)}".`);
}
