import { ComposedEdits } from '../text/compose';
import { applyEdits } from '../text/edits';
import type { TextEdit } from '../text/span';
import { planWithCompanions, type ReadPolicy } from './companions';
import type { PlanOptions } from './options';
import { planFor } from './plan';
import type { Done, Plan, Remedy, Want } from './remedy';

/** One of several remedies: its edits are against the text as those before it left it. */
export interface Step {
  readonly want: Want;
  readonly remedy: Remedy;
  readonly before: string;
  readonly after: string;
}

/** The answers to several questions about one source, as one change. */
export interface AllPlans {
  /** What becomes of the source. */
  readonly text: string;
  /** The whole of it, sorted, against the source as it was. */
  readonly edits: readonly TextEdit[];
  readonly steps: readonly Step[];
  /** What the source itself allows already, not what a step before has made it allow. */
  readonly already: readonly { readonly want: Want; readonly done: Done }[];
  readonly open: readonly {
    readonly want: Want;
    readonly plan: Plan & { readonly kind: 'ambiguous' | 'impossible' };
  }[];
}

/**
 * Answers one question after another, each on the source as the one before left it: so two entries
 * for one spot stand in their order, a constant that both need is written once, and a second trap of
 * a call finds itself answered.
 */
export function planAll(
  read: ReadPolicy,
  original: string,
  wants: readonly Want[],
  { companions = false, ...options }: PlanOptions & { readonly companions?: boolean } = {},
): AllPlans {
  const composed = new ComposedEdits(original.length);
  const steps: Step[] = [];
  const already: AllPlans['already'][number][] = [];
  const open: AllPlans['open'][number][] = [];
  let text = original;
  const planIn = (version: string, want: Want): Plan =>
    companions
      ? planWithCompanions(read, version, want, options)
      : planFor(read(version, want.arch), want, options);
  for (const want of wants) {
    const plan = planIn(text, want);
    if (plan.kind === 'already-allowed') {
      const before = planIn(original, want);
      // Allowed by a step above: nothing to report twice.
      if (before.kind === 'already-allowed') already.push({ want, done: before });
      continue;
    }
    if (plan.kind !== 'remedies') {
      open.push({ want, plan });
      continue;
    }
    const [remedy] = plan.remedies;
    if (!remedy) throw new Error('unreachable: a plan of remedies has at least one');
    const after = applyEdits(text, remedy.edits);
    composed.add(remedy.edits);
    steps.push({ want, remedy, before: text, after });
    text = after;
  }
  return { text, edits: composed.edits, steps, already, open };
}
