import type { Policy } from '../policy/model';

/** Which arguments of each call some rule of a source looks at, by position. */
export function inspectedArguments(policy: Policy): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { entries } of policy.lists) {
    for (const { syscall, rules } of entries) {
      if (syscall === null || rules === null) continue;
      const args = found.get(syscall) ?? new Set<number>();
      found.set(syscall, args);
      for (const { conditions } of rules) {
        for (const { arg } of conditions) if (arg !== null) args.add(arg);
      }
    }
  }
  return found;
}
