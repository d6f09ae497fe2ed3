import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import type { PlanOptions } from '../plan/options';
import { planFor } from '../plan/plan';
import type { Plan, Remedy } from '../plan/remedy';
import { wantTitle } from '../plan/title';
import type { Policy } from '../policy/model';
import { applyEdits } from '../text/edits';
import { oneLine } from '../text/untrusted';
import type { Choice, Review, ReviewRow } from './events';
import type { CallRow, Refusal, RefusalWitness } from './refusal';

/** Reads a text as a policy; the caller may remember what it has read. */
export type PolicyReader = (text: string, arch: Arch) => Policy;

const WITNESSES: Readonly<Record<RefusalWitness, () => string>> = {
  sigsys: () => l10n.t('The kernel sent the thread SIGSYS for it.'),
  killed: () => l10n.t('The thread was killed in it.'),
  filter: () =>
    l10n.t(
      'The filter that was installed refuses it: its own instructions were run on the traced call.',
    ),
  policy: () => l10n.t('The source does not allow it; the trace does not show the filter itself.'),
  kernel: () => l10n.t('The kernel’s log has a record of it.'),
  program: () => l10n.t('The program itself printed that it was refused.'),
};

/** What a review is made of besides the refusals. */
export interface ReviewOptions {
  /** Where a person named a list, it is taken for all. */
  readonly list?: string | null;
  /** The calls of the traced run. */
  readonly calls?: readonly CallRow[];
}

/** The refusals with their remedies, against one version of a source. @param arch the program's */
export function reviewOf(
  refusals: readonly Refusal[],
  before: string,
  round: number,
  read: PolicyReader,
  arch: Arch,
  { list = null, calls = [] }: ReviewOptions = {},
): Review {
  let others: readonly ReviewRow[] | null = null;
  const review: Review = {
    round,
    calls,
    before,
    rows: refusals.map((refusal) => rowOf(refusal, before, read, list)),
    get others() {
      others ??= calls.filter(isOther).map((call) => otherRow(call, before, read, arch, list));
      return others;
    },
    preview: (choices) => applied(rowsFor(review, choices), choices, before, read),
  };
  return review;
}

/** The rows that choices are about: those of the others only where one is made. */
export function rowsFor(review: Review, choices: readonly Choice[]): readonly ReviewRow[] {
  const { rows } = review;
  return choices.length > rows.length ? [...rows, ...review.others] : rows;
}

function isOther({ request, refused, allowed }: CallRow): boolean {
  return request !== null && refused === 0 && allowed !== true;
}

/** Nothing says that it was refused: only a person can choose it. */
function otherRow(
  { syscall, request, thread, count, list: ran }: CallRow,
  before: string,
  read: PolicyReader,
  arch: Arch,
  list: string | null,
): ReviewRow {
  const want = { arch, syscall, request, comm: thread };
  const seen = { action: null, count, witnesses: [], list: ran, onlyTraced: false };
  const row = rowOf({ want, ...seen, args: new Map() }, before, read, list);
  return { ...row, preselected: null, problem: row.remedies.length === 0 ? row.problem : null };
}

/** The first choice of every row. */
export function preselected({ rows }: Review): readonly Choice[] {
  return rows.map((row) => row.preselected ?? 'skip');
}

function rowOf(refusal: Refusal, text: string, read: PolicyReader, list: string | null): ReviewRow {
  const { want, witnesses } = refusal;
  const policy = read(text, want.arch);
  const plan = planIn(policy, refusal, list);
  const title = wantTitle(want);
  const row = {
    refusal,
    before: text,
    title: oneLine(
      want.comm === null ? title : l10n.t('{0} by {1}', title, oneLine(want.comm, 40)),
    ),
    evidence: witnesses.map((witness) => WITNESSES[witness]()),
  };
  switch (plan.kind) {
    case 'remedies': {
      const { remedies } = plan;
      const narrow = remedies.findIndex(({ widens }) => !widens);
      const first = narrow === -1 || refusal.onlyTraced ? null : narrow;
      const problem = refusal.onlyTraced ? onlyTraced() : narrow === -1 ? onlyWider() : null;
      return { ...row, remedies, preselected: first, problem };
    }
    case 'ambiguous': {
      const remedies = plan.candidates.flatMap((candidate) => {
        const one = planFor(policy, want, { list: candidate });
        return one.kind === 'remedies' ? one.remedies : [];
      });
      return { ...row, remedies, preselected: null, problem: plan.message };
    }
    case 'already-allowed':
      return { ...row, remedies: [], preselected: null, problem: already() };
    default:
      return { ...row, remedies: [], preselected: null, problem: plan.message };
  }
}

const onlyWider = (): string => l10n.t('Only something wider than the evidence is possible.');

const onlyTraced = (): string =>
  l10n.t(
    'Only the traced run was refused it: strace changes the timing. If the command needs it, it comes again.',
  );

const already = (): string =>
  l10n.t(
    'The source allows it already: the program that ran was built from another state of it, or another filter refused it.',
  );

function planIn(policy: Policy, { want, list }: Refusal, named: string | null): Plan {
  const options: PlanOptions = named !== null ? { list: named } : list !== null ? { list } : {};
  const plan = planFor(policy, want, options);
  // The list is named after the filter that ran: it may be gone from the source, or not be planned for.
  if (plan.kind !== 'impossible' || named !== null || list === null) return plan;
  const other = planFor(policy, want);
  return other.kind === 'impossible' ? plan : other;
}

/**
 * The text with the chosen remedies made, one after another, each planned anew on what the one before
 * it left: so edits that meet at one place never clash.
 */
function applied(
  rows: readonly ReviewRow[],
  choices: readonly Choice[],
  before: string,
  read: PolicyReader,
): string {
  let text = before;
  for (const [at, { remedies, refusal }] of rows.entries()) {
    const choice = choices[at] ?? 'skip';
    const chosen = choice === 'skip' ? undefined : remedies[choice];
    if (chosen === undefined) continue;
    const remedy = text === before ? chosen : again(chosen, refusal, read(text, refusal.want.arch));
    if (remedy !== null) text = applyEdits(text, remedy.edits);
  }
  return text;
}

/** The same remedy against a later text; null where that allows the call by now. */
function again(remedy: Remedy, { want, list }: Refusal, policy: Policy): Remedy | null {
  for (const name of [list, remedy.list]) {
    const plan = planFor(policy, want, name === null ? {} : { list: name });
    if (plan.kind === 'already-allowed') return null;
    if (plan.kind !== 'remedies') continue;
    const same = plan.remedies.find(
      ({ kind, title }) => kind === remedy.kind && title === remedy.title,
    );
    if (same) return same;
  }
  throw new Error(l10n.t('"{0}" cannot be made together with the others.', remedy.title));
}
