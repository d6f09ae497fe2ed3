import type { Arch } from '../core/abi/types';
import { planWithCompanions } from '../core/plan/companions';
import type { PlanOptions } from '../core/plan/options';
import { planFor } from '../core/plan/plan';
import { planAll } from '../core/plan/plan-all';
import type { Done, Plan, Remedy, Want } from '../core/plan/remedy';
import type { Policy } from '../core/policy/model';
import type { RustParser } from '../core/policy/parser';
import { readPolicy } from '../core/policy/read';
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

/** The answers to all that was asked. */
export interface Answers {
  /** What becomes of the source. */
  readonly text: string;
  readonly changes: readonly Answer[];
  readonly already: readonly { readonly answer: Answer; readonly message: string }[];
  /** A sentence for each call that stays refused; one that several share is there once. */
  readonly open: readonly string[];
}

/** Answers all that is asked about one source, as one change. */
export function answerAll(
  file: string,
  original: string,
  wants: readonly Want[],
  planner: Planner,
): Answers {
  const { text, steps, already, open } = planner.all(wants, original);
  return {
    text,
    changes: steps.map(({ before, after, remedy }) => answerOf(file, before, after, remedy)),
    already: already.map(({ done }) => ({
      answer: answerAlready(file, done),
      message: done.message,
    })),
    open: [...new Set(open.map(({ plan }) => whyNot(plan)))],
  };
}

/** Kinds that `--remedies` shows also where they are not offered by themselves. */
const EXTRA_KINDS = ['host-function', 'errno', 'common'] as const;

/** Plans against the versions of one source, and reads each version once for an architecture. */
export class Planner {
  readonly #policies = new Map<string, Map<Arch, Policy>>();

  constructor(
    private readonly parser: RustParser,
    private readonly options: PlanOptions & { readonly companions?: boolean },
  ) {}

  all(wants: readonly Want[], text: string): ReturnType<typeof planAll> {
    return planAll(this.#read, text, wants, this.options);
  }

  /** Every remedy, narrowest first; where there is none, the one plan that says why. */
  every(want: Want, text: string): { readonly remedies: readonly Remedy[]; readonly why: Plan } {
    const { options } = this;
    const policy = this.#read(text, want.arch);
    const why = planFor(policy, want, options);
    const plans = [
      why,
      planFor(policy, want, { ...options, widen: true }),
      planWithCompanions(this.#read, text, want, options),
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

  readonly #read = (text: string, arch: Arch): Policy => {
    const byArch = this.#policies.get(text) ?? new Map<Arch, Policy>();
    const policy = byArch.get(arch) ?? readPolicy(this.parser, text, arch);
    this.#policies.set(text, byArch.set(arch, policy));
    return policy;
  };
}

function whyNot(plan: Plan & { readonly kind: 'ambiguous' | 'impossible' }): string {
  return plan.kind === 'ambiguous' ? `${plan.message} Use --list NAME.` : plan.message;
}

/** What is allowed already, as an object of `--json`. */
export function answerAlready(file: string, { list, line }: Done): Answer {
  return { file, list, remedy: 'already-allowed', line, diff: '', warnings: [] };
}

/** A remedy as an object of `--json`. */
export function answerOf(file: string, before: string, after: string, remedy: Remedy): Answer {
  const { list, kind, line, warnings } = remedy;
  return { file, list, remedy: kind, line, diff: unifiedDiff(file, before, after), warnings };
}
