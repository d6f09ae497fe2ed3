import { candidatesOf, textWith, type Candidate } from '../core/minimise/candidate-text';
import { minimise, type Minimal } from '../core/minimise/minimise';
import { planAction } from '../core/plan/action';
import type { ReadPolicy } from '../core/plan/companions';
import type { Want } from '../core/plan/remedy';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
import type { Trials } from '../host/minimise/trials';
import {
  CliError,
  EXIT,
  writeJson,
  writeLine,
  writeNote,
  type CliIo,
  type ExitCode,
} from './output';

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

/**
 * Tries which of the candidates the command needs, settles the source with these, and prints the proofs.
 * @returns 1 where the command fails with all of them
 * @throws CliError where the source cannot be changed so
 */
export async function search(
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

function plannable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(oneLine(error.message, 1000));
    throw error;
  }
}
