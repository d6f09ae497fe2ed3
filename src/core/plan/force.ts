import type { Condition, Entry, Rule } from '../policy/model';
import { REQUEST_ARGUMENT } from './admits';
import { conditionText } from './messages';
import type { RemedyKind, Want } from './remedy';

/** So many conditions are named one by one; of more their number tells as much. */
const NAMED = 3;

/** What a list without conditions would allow, `to any flags`, and how its conditions are said. */
interface Words {
  /** Behind "Widens `openat`, ": `read-only today`. */
  readonly today: string;
  readonly then: string;
}

/** ``Widens `openat`, read-only today, to any flags.`` */
export function widening(entry: Entry): string {
  const { today, then } = wordsFor(entry);
  return `Widens \`${entry.syscall ?? 'the call'}\`, ${today}, ${then}.`;
}

function wordsFor({ syscall, rules }: Entry): Words {
  const conditions = (rules ?? []).flatMap((rule) => rule.conditions);
  if (syscall === 'ioctl') {
    const requests = (rules ?? []).filter(isRequest).length;
    const today =
      requests === rules?.length
        ? `limited to ${counted(requests, 'request')} today`
        : 'limited to some requests today';
    return { today, then: 'to every request on every device that the thread has open' };
  }
  if (conditions.length > 0 && conditions.every((one) => isReadOnly(syscall, one))) {
    return { today: 'read-only today', then: 'to any flags' };
  }
  const each = (rules ?? []).map((rule) => rule.conditions.map(conditionText).join(' and '));
  const today =
    each.length > NAMED
      ? `limited to ${each.length} cases today`
      : `limited today to ${each.join(' or ')}`;
  return { today, then: 'to any arguments' };
}

function isRequest({ conditions }: Rule): boolean {
  return conditions.some(({ arg, op }) => arg === REQUEST_ARGUMENT && op === 'eq');
}

/** Which argument of a call is the flags that `O_ACCMODE` (fcntl.h, 0o3) is part of. */
const FLAGS: Readonly<Record<string, number>> = { open: 1, openat: 2 };

/** Whether a comparison lets `O_RDONLY`, which is 0, alone through. */
function isReadOnly(syscall: string | null, { arg, op, mask, value }: Condition): boolean {
  const flags = FLAGS[syscall ?? ''];
  return arg === flags && op === 'masked_eq' && mask !== null && (mask & 3n) === 3n && value === 0n;
}

/** `1 request`, `3 requests`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** What a narrow entry or rule changes. */
export function letsThrough(
  kind: RemedyKind,
  want: Want,
  path: string,
  request: string | null,
): string {
  const call = `Lets \`${want.syscall}\` through in ${path}`;
  if (kind !== 'allow-argument') return `${call}, whatever its arguments are.`;
  return `${call} where its request is ${request ?? 'the one seen'}; every other request stays as it is.`;
}
