import type { Condition } from '../../core/policy/entry';
import { isOnRequest } from '../shared/arguments';
import { fileOfRule } from '../shared/places';
import type { UncheckedPolicy } from '../shared/policy-source';

/** A condition with the call that it is for; null where the source does not tell. */
export interface Conditioned {
  readonly syscall: string | null;
  readonly condition: Condition;
}

export function conditionAt(policy: UncheckedPolicy, offset: number): Conditioned | null {
  return conditioned(policy, true).find(({ condition }) => holds(condition, offset)) ?? null;
}

/**
 * All conditions with the call that they are for, also those in functions of rules.
 * @param written only those that stand in this file
 */
function conditioned({ lists, elsewhere }: UncheckedPolicy, written = false): Conditioned[] {
  return [...lists, ...elsewhere]
    .flatMap(({ entries }) => entries)
    .flatMap((entry) =>
      (entry.rules ?? [])
        .filter((rule) => !written || fileOfRule(entry, rule) === null)
        .flatMap(({ conditions }) =>
          conditions.map((condition) => ({ syscall: entry.syscall, condition })),
        ),
    );
}

/** Those that look at an ioctl's request. */
export function requestConditions(policy: UncheckedPolicy): Condition[] {
  return conditioned(policy)
    .filter(({ syscall, condition }) => isOnRequest(syscall, condition))
    .map(({ condition }) => condition);
}

/** Whether something stands at an offset. */
export function holds(
  { span }: { readonly span: { start: number; end: number } },
  at: number,
): boolean {
  return span.start <= at && at < span.end;
}
