import type { Filter } from '../policy/allowlist';

/** Whether a filter takes a call out of the lists that it is made of. */
export function takesAway(filter: Filter, call: string): boolean {
  return filter.takesAway.some(({ calls }) => calls.includes(call));
}
