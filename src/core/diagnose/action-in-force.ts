import type { ActionName } from '../abi/types';
import type { Filter } from '../policy/allowlist';
import type { Policy } from '../policy/model';

/**
 * The mismatch action of the filter of that name, else of all filters of the source. Null where they
 * have different ones, or the source does not tell: then a trace has to reckon with any.
 */
export function actionInForce(policy: Policy, name: string | null): ActionName | null {
  const filters = policy.filters.filter(isAllowing);
  const named = name === null ? filters : filters.filter((filter) => filter.name === name);
  const actions = new Set(named.map(({ mismatch }) => mismatch));
  const [action = null] = actions;
  return actions.size === 1 ? action : null;
}

/** A filter that lets through what it does not name is a denylist. */
function isAllowing({ mismatch }: Filter): boolean {
  return mismatch !== 'allow';
}
