import type { Allowlist } from '../../src/core/policy/allowlist';
import type { Policy } from '../../src/core/policy/model';

/** A policy in a few lines: what a reader would count. */
export function summaryOf({ lists, filters }: Policy): string[] {
  return [
    ...together(lists.map(listLine)),
    ...together(
      filters.map(
        ({ name, mismatch, match }) => `filter ${name}: ${mismatch ?? '?'}, ${match ?? '?'}`,
      ),
    ),
  ];
}

/** `syscalls_allowlist: allow, 13 tuples, 2 with 3 conditions`. */
function listLine({ name, polarity, form, entries }: Allowlist): string {
  const conditional = entries.filter(({ rules }) => rules !== null);
  const conditions = conditional.flatMap(({ rules }) => rules?.flatMap((rule) => rule.conditions));
  const unsure = entries.filter(({ understood }) => !understood).length;
  return [
    `${name}: ${polarity}`,
    `${entries.length} ${form}`,
    ...(conditional.length > 0
      ? [`${conditional.length} with ${conditions.length} conditions`]
      : []),
    ...(unsure > 0 ? [`${unsure} not understood`] : []),
  ].join(', ');
}

/** Like lines as one, `3 × …`: a file of tests has dozens of them. */
function together(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count > 1 ? `${count} × ${line}` : line));
}
