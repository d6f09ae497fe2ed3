import type { ReadPolicy } from '../plan/companions';
import { planAll, readAlone } from '../plan/plan-all';
import { planFor } from '../plan/plan';
import { SourceTree } from '../policy/source-tree';
import type { Want } from '../plan/remedy';
import { wantTitle } from '../plan/title';
import { applyEdits } from '../text/edits';

/** A rule that may be needed. */
export interface Candidate {
  readonly want: Want;
  /** `ioctl(KVM_RUN)`. */
  readonly title: string;
  /** Whether the source has it already. */
  readonly existing: boolean;
}

/**
 * Tells which of some calls a source allows already.
 * @throws RangeError with one sentence where one of them can be neither found nor added
 */
export function candidatesOf(
  read: ReadPolicy,
  text: string,
  wants: readonly Want[],
  list: string | undefined,
): Candidate[] {
  const options = list === undefined ? {} : { list };
  return wants.map((want) => {
    const title = wantTitle(want);
    const plan = planFor(read(text, want.arch), want, options);
    if (plan.kind === 'ambiguous' || plan.kind === 'impossible') {
      throw new RangeError(`${title}: ${plan.message}`);
    }
    return { want, title, existing: plan.kind === 'already-allowed' };
  });
}

/**
 * A source with just these of the candidates.
 * @throws RangeError with one sentence where the planner cannot write it
 */
export function textWith(
  read: ReadPolicy,
  text: string,
  all: readonly Candidate[],
  kept: readonly Candidate[],
  list: string | undefined,
): string {
  const options = list === undefined ? {} : { list };
  const missing = kept.filter(({ existing }) => !existing).map(({ want }) => want);
  const added = planAll(readAlone(read), new SourceTree('', text), missing, options);
  const [open] = added.open;
  if (open) throw new RangeError(`${wantTitle(open.want)}: ${open.plan.message}`);
  let after = added.text;
  for (const { want, title, existing } of all) {
    if (!existing || kept.some((one) => one.want === want)) continue;
    const plan = planFor(read(after, want.arch), want, { ...options, kind: 'remove' });
    const edits = plan.kind === 'remedies' ? plan.remedies[0]?.edits : undefined;
    if (!edits) throw new RangeError(`${title}: ${'message' in plan ? plan.message : ''}`);
    after = applyEdits(after, edits);
  }
  return after;
}
