import type { Allowlist } from '../policy/allowlist';
import { REQUEST_ARGUMENT } from './admits';
import { entriesFor } from './choose';
import type { Want } from './remedy';

/** What a list lets through beside the call that is wanted. */
export interface Beside {
  /** Other requests of the same ioctl, other uses of the same call, or other calls. */
  readonly of: 'requests' | 'rules' | 'calls';
  readonly count: number;
}

/** What `list`, which lacks `want`, allows already: what a person compares the refused call with. */
export function besideOf(list: Allowlist, want: Want): Beside {
  const rules = entriesFor(list, want).at(-1)?.rules ?? null;
  if (rules === null) {
    const calls = new Set(list.entries.map(({ syscall, bareNumber }) => syscall ?? bareNumber));
    calls.delete(want.syscall);
    return { of: 'calls', count: calls.size };
  }
  if (want.syscall !== 'ioctl') return { of: 'rules', count: rules.length };
  const requests = rules.flatMap(({ conditions }) =>
    conditions.filter(({ arg, op }) => arg === REQUEST_ARGUMENT && op === 'eq'),
  );
  // Of one request there can be a rule for each value of another argument.
  return { of: 'requests', count: new Set(requests.map((it) => it.value ?? it.text)).size };
}
