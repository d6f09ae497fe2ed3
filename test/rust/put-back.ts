import { planFor } from '../../src/core/plan/plan';
import type { Want } from '../../src/core/plan/remedy';
import type { Allowlist } from '../../src/core/policy/allowlist';
import type { Entry, Rule } from '../../src/core/policy/entry';
import type { Policy } from '../../src/core/policy/model';
import type { Layout, ListItem } from '../../src/core/policy/places';
import type { RustParser } from '../../src/core/policy/parser';
import { readPolicy } from '../../src/core/policy/read';
import { applyEdits } from '../../src/core/text/edits';
import type { Span } from '../../src/core/text/span';

/** Where what was deleted came back to. */
export type Returned = 'same bytes' | 'same place' | 'elsewhere' | 'not at all';

/** One deletion, and what the fix for it did. */
export interface Deletion {
  /** `futex`, `ioctl(0x5401)`. */
  readonly what: string;
  readonly kind: 'entry' | 'rule';
  readonly returned: Returned;
  /** Why, where it did not come back. */
  readonly reason: string;
}

/**
 * Deletes each entry of a source in turn, and each ioctl rule that has others beside it, as a person
 * would: the whole line with its cfg and its comment. Then asks for a fix by the call's name.
 */
export function putAllBack(parser: RustParser, text: string): Deletion[] {
  const policy = readPolicy(parser, text, 'x86_64');
  const lists = policy.lists.filter(({ polarity }) => polarity !== 'deny');
  return lists.flatMap((list) =>
    list.entries.flatMap((entry) => [
      ...putEntryBack(parser, policy, list, entry),
      ...(entry.syscall === 'ioctl' ? putRulesBack(parser, policy, list, entry) : []),
    ]),
  );
}

function putEntryBack(
  parser: RustParser,
  policy: Policy,
  list: Allowlist,
  entry: Entry,
): Deletion[] {
  const { syscall } = entry;
  // Of two entries for one call the other is left.
  if (syscall === null || list.entries.filter((one) => one.syscall === syscall).length > 1)
    return [];
  const { text } = policy;
  const span = deletionOf(text, list.layout, entry.span);
  if (!span) return [];
  const want = wanted(syscall, entry.rules?.[0] ?? null);
  const place = list.entries.indexOf(entry);
  const result = fixed(parser, without(text, span), want, list.name);
  const base = { what: syscall, kind: 'entry' } as const;
  if (typeof result === 'string') return [{ ...base, returned: 'not at all', reason: result }];
  const again = readPolicy(parser, result.after, 'x86_64').lists.find((one) => isSame(one, list));
  const at = again?.entries.findIndex((one) => one.syscall === syscall) ?? -1;
  const returned = returnedTo(result.after === text, at, place);
  return [{ ...base, returned, reason: at < 0 ? 'no entry is read' : '' }];
}

function putRulesBack(
  parser: RustParser,
  { text }: Policy,
  list: Allowlist,
  entry: Entry,
): Deletion[] {
  return entry.ruleSets
    .filter(({ layout, rules }) => layout.kind === 'bracket' && rules.length > 1)
    .flatMap((set) =>
      set.rules.flatMap((rule, place): Deletion[] => {
        const want = wanted('ioctl', rule);
        const span = deletionOf(text, set.layout, rule.span);
        if (want.request === null || !span) return [];
        const base = { what: `ioctl(0x${want.request.toString(16)})`, kind: 'rule' } as const;
        const result = fixed(parser, without(text, span), want, set.name ?? list.name);
        if (typeof result === 'string')
          return [{ ...base, returned: 'not at all', reason: result }];
        const sets = readPolicy(parser, result.after, 'x86_64').ruleSets;
        const again = sets.find(({ name, line }) => name === set.name && line === set.line);
        const at =
          again?.rules.findIndex((one) => wanted('ioctl', one).request === want.request) ?? -1;
        return [{ ...base, returned: returnedTo(result.after === text, at, place), reason: '' }];
      }),
    );
}

function returnedTo(sameBytes: boolean, at: number, place: number): Returned {
  if (sameBytes) return 'same bytes';
  return at === place ? 'same place' : at < 0 ? 'not at all' : 'elsewhere';
}

/** What a trap of the call would say; its request, where a rule tells one. */
function wanted(syscall: string, rule: Rule | null): Want {
  const [condition, more] = rule?.conditions ?? [];
  const isRequest = syscall === 'ioctl' && condition?.arg === 1 && !more;
  const value = isRequest && condition.op === 'eq' ? condition.value : null;
  const request = value === null ? null : Number(BigInt.asUintN(32, value));
  return { arch: 'x86_64', syscall, request, comm: null };
}

function fixed(
  parser: RustParser,
  text: string,
  want: Want,
  list: string,
): { after: string } | string {
  const policy = readPolicy(parser, text, 'x86_64');
  // One list needs no name; of several a person says which.
  const open = policy.lists.filter(({ polarity }) => polarity !== 'deny');
  const plan = planFor(policy, want, open.length > 1 ? { list } : {});
  if (plan.kind !== 'remedies') return plan.message;
  const [remedy] = plan.remedies;
  return remedy ? { after: applyEdits(text, remedy.edits) } : 'no remedy';
}

const isSame = (one: Allowlist, other: Allowlist): boolean =>
  one.name === other.name && one.line === other.line;

function without(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(end);
}

/** The whole lines of an item with the comment over it, or the item alone where it shares a line. */
function deletionOf(text: string, { items, kind }: Layout, { start, end }: Span): Span | null {
  const index = items.findIndex((item) => item.start <= start && end <= item.end);
  const item = items[index];
  if (!item) return null;
  const behind = item.comma === null ? item.end : item.comma + 1;
  let from = text.lastIndexOf('\n', item.start - 1) + 1;
  const newline = text.indexOf('\n', behind);
  const to = newline < 0 ? text.length : newline + 1;
  const alone =
    text.slice(from, item.start).trim() === '' &&
    /^\s*(?:\/\/.*)?\s*$/.test(text.slice(behind, to));
  // The last of JSON leaves no comma behind it.
  if (!alone || kind === 'json') return inLine(items, index, behind);
  for (let above = lineBefore(text, from); above; above = lineBefore(text, from)) {
    if (!text.slice(above.start, above.end).trim().startsWith('//')) break;
    from = above.start;
  }
  return { start: from, end: to };
}

function inLine(items: readonly ListItem[], index: number, behind: number): Span {
  const [item, next, previous] = [items[index], items[index + 1], items[index - 1]];
  const start = item?.start ?? behind;
  if (next) return { start, end: next.start };
  return previous ? { start: previous.end, end: item?.end ?? behind } : { start, end: behind };
}

function lineBefore(text: string, start: number): Span | null {
  return start === 0 ? null : { start: text.lastIndexOf('\n', start - 2) + 1, end: start };
}
