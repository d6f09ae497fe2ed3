import type { Arch } from '../core/abi/types';
import { planFor, type PlanOptions } from '../core/plan/plan';
import type { Plan, Remedy, Want } from '../core/plan/remedy';
import type { Policy } from '../core/policy/model';
import type { RustParser } from '../core/policy/parser';
import { readPolicy } from '../core/policy/read';
import { applyEdits } from '../core/text/edits';
import { oneLine } from '../core/text/untrusted';
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
  /** A sentence for each call that stays refused. */
  readonly open: readonly string[];
}

/** Answers one call after another, each against the source as the one before left it: so edits that
 * meet at one place never clash, and a second trap of the same call finds itself answered. */
export function answerAll(
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
      already.push({ answer: answerAlready(file, before), message: before.message });
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
export class Planner {
  readonly #policies = new Map<string, Map<Arch, Policy>>();

  constructor(
    private readonly parser: RustParser,
    private readonly options: PlanOptions,
  ) {}

  plan(want: Want, text: string): Plan {
    return planFor(this.#read(text, want.arch), want, this.options);
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

/** What is allowed already, as an object of `--json`. */
export function answerAlready(
  file: string,
  { list, line }: Plan & { readonly kind: 'already-allowed' },
): Answer {
  return { file, list: list.name, remedy: 'already-allowed', line, diff: '', warnings: [] };
}

/** A remedy as an object of `--json`. */
export function answerOf(file: string, before: string, after: string, remedy: Remedy): Answer {
  const { list, kind, line, warnings } = remedy;
  return { file, list, remedy: kind, line, diff: unifiedDiff(file, before, after), warnings };
}
