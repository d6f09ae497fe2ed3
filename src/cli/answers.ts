import { planWithCompanions } from '../core/plan/companions';
import type { PlanOptions } from '../core/plan/options';
import { planFor } from '../core/plan/plan';
import { optionsIn, planAll, readOwn, type ReadTree } from '../core/plan/plan-all';
import type { Done, Plan, Remedy, Want } from '../core/plan/remedy';
import type { SourceTree } from '../core/policy/source-tree';
import { unifiedDiff } from './diff';

/** One object of `--json`. */
export interface Answer {
  readonly file: string;
  readonly list: string;
  readonly remedy: string;
  readonly line: number;
  readonly diff: string;
  readonly warnings: readonly string[];
}

/** What becomes of a file. */
export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly text: string;
}

/** The answers to all that was asked. */
export interface Answers {
  /** Each file that changes, the source first. */
  readonly files: readonly FileChange[];
  readonly changes: readonly Answer[];
  readonly already: readonly { readonly answer: Answer; readonly message: string }[];
  /** A sentence for each call that stays refused; one that several share is there once. */
  readonly open: readonly string[];
}

/** Answers all that is asked about one source, as one change of it and of files of its crate. */
export function answerAll(tree: SourceTree, wants: readonly Want[], planner: Planner): Answers {
  const { path } = tree;
  const { text, edits, others, steps, already, open } = planner.all(wants, tree);
  const own = { file: path, before: tree.text, text };
  return {
    files: [...(edits.length > 0 ? [own] : []), ...others],
    changes: steps.map(({ before, after, remedy }) => answerOf(path, before, after, remedy)),
    already: already.map(({ done }) => ({
      answer: answerAlready(path, done, planner.removes),
      message: done.message,
    })),
    open: [...new Set(open.map(({ plan }) => whyNot(plan)))],
  };
}

/** Kinds that `--remedies` shows also where they are not offered by themselves. */
const EXTRA_KINDS = ['host-function', 'errno', 'common'] as const;

/** Plans against the versions of a source and its crate, and reads each once for an architecture. */
export class Planner {
  constructor(
    private readonly read: ReadTree,
    private readonly options: PlanOptions & { readonly companions?: boolean },
  ) {}

  /** Whether it is asked for removals alone. */
  get removes(): boolean {
    return this.options.kind === 'remove';
  }

  all(wants: readonly Want[], tree: SourceTree): ReturnType<typeof planAll> {
    return planAll(this.read, tree, wants, this.options);
  }

  /** Every remedy, narrowest first; where there is none, the one plan that says why. */
  every(
    want: Want,
    tree: SourceTree,
  ): { readonly remedies: readonly Remedy[]; readonly why: Plan } {
    const options = optionsIn(this.read, tree, want.arch, this.options);
    const read = readOwn(this.read, tree);
    const policy = read(tree.text, want.arch);
    const why = planFor(policy, want, options);
    const plans = [
      why,
      planFor(policy, want, { ...options, widen: true }),
      planWithCompanions(read, tree.text, want, options),
      ...EXTRA_KINDS.map((kind) => planFor(policy, want, { ...options, kind })),
      ...(why.kind === 'already-allowed'
        ? [planFor(policy, want, { ...options, kind: 'remove' })]
        : []),
    ];
    const all = plans.flatMap((plan) => (plan.kind === 'remedies' ? plan.remedies : []));
    const each = new Map(all.map((remedy) => [`${remedy.kind} ${remedy.title}`, remedy]));
    const remedies = [...each.values()].sort((a, b) => Number(a.widens) - Number(b.widens));
    return { remedies, why };
  }
}

function whyNot(plan: Plan & { readonly kind: 'ambiguous' | 'impossible' }): string {
  return plan.kind === 'ambiguous' ? `${plan.message} Name one by --list NAME.` : plan.message;
}

/**
 * What is allowed already, or not there to be removed, as an object of `--json`.
 * @param path of the source that was asked about
 */
export function answerAlready(path: string, { list, file, line }: Done, removes = false): Answer {
  const remedy = removes ? 'already-removed' : 'already-allowed';
  return { file: file ?? path, list, remedy, line, diff: '', warnings: [] };
}

/**
 * A remedy as an object of `--json`.
 * @param path of the source that was asked about
 */
export function answerOf(path: string, before: string, after: string, remedy: Remedy): Answer {
  const { list, kind, line, warnings } = remedy;
  const file = remedy.file ?? path;
  return {
    file,
    list,
    remedy: kind,
    line,
    // Only JSON says it of each.
    get diff() {
      return unifiedDiff(file, before, after);
    },
    warnings,
  };
}
