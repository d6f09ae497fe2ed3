import * as l10n from '@vscode/l10n';
import { rustAction } from '../abi/actions';
import type { Arch } from '../abi/types';
import type { BpfProgram } from '../bpf/program';
import type { Policy } from '../policy/model';
import { Attribution } from './attribute';

/** Whether the filters of a run are those of the source as it is. */
export type FiltersThatRan =
  /** At least one is, by every call that it names and by its action, and none is of another state. */
  | { readonly kind: 'same'; readonly text: string }
  /** One was built from another state of the source. */
  | { readonly kind: 'other'; readonly text: string }
  /** Nothing tells for certain. */
  | { readonly kind: 'unknown'; readonly text: string }
  /** No filter was installed. */
  | { readonly kind: 'none'; readonly text: string };

/**
 * Holds the filters that a run has installed against the source: so a program that was built while the
 * filter was on Log is told from one of the source as it is now.
 * @param filters how many were installed; `shown`: those that the trace shows whole
 */
export function filtersThatRan(
  filters: number,
  shown: readonly BpfProgram[],
  policy: Policy,
  arch: Arch,
): FiltersThatRan {
  if (filters === 0) return { kind: 'none', text: l10n.t('No filter was installed while it ran.') };
  const attribution = new Attribution(policy, arch);
  const actions = new Set(policy.filters.map(({ mismatch }) => mismatch));
  const same = new Set<string>();
  for (const program of shown) {
    const { mismatch } = attribution.outline(program);
    const list = attribution.listOf(program);
    if (mismatch === null || mismatch === 'allow' || list === null) continue;
    const exact = attribution.isExactly(program);
    if (!actions.has(mismatch) && !actions.has(null)) {
      const text = l10n.t(
        'a filter of {0} that ran is on {1}, and the source has none on that',
        list,
        rustAction(mismatch),
      );
      return { kind: 'other', text };
    }
    if (exact) same.add(l10n.t('{0} on {1}', list, rustAction(mismatch)));
  }
  if (same.size === 0) {
    return {
      kind: 'unknown',
      text: l10n.t('Nothing shows that the filter which ran is the source’s.'),
    };
  }
  const all = [...same].join(', ');
  return {
    kind: 'same',
    text: l10n.t('The filter that ran is the source’s, call by call: {0}.', all),
  };
}
