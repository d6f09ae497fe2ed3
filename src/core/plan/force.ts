import * as l10n from '@vscode/l10n';
import type { Condition, Entry, Rule } from '../policy/entry';
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
  return l10n.t('Widens `{0}`, {1}, {2}.', entry.syscall ?? l10n.t('the call'), today, then);
}

function wordsFor({ syscall, rules }: Entry): Words {
  const conditions = (rules ?? []).flatMap((rule) => rule.conditions);
  if (syscall === 'ioctl') {
    const requests = (rules ?? []).filter(isRequest).length;
    const today =
      requests === rules?.length
        ? l10n.t('limited to {0} today', counted(requests, 'request'))
        : l10n.t('limited to some requests today');
    return { today, then: l10n.t('to every request on every device that the thread has open') };
  }
  if (conditions.length > 0 && conditions.every((one) => isReadOnly(syscall, one))) {
    return { today: l10n.t('read-only today'), then: l10n.t('to any flags') };
  }
  const each = (rules ?? []).map((rule) =>
    rule.conditions.map(conditionText).join(l10n.t(' and ')),
  );
  const today =
    each.length > NAMED
      ? l10n.t('limited to {0} cases today', each.length)
      : l10n.t('limited today to {0}', each.join(l10n.t(' or ')));
  return { today, then: l10n.t('to any arguments') };
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
export function counted(count: number, noun: 'call' | 'list' | 'request'): string {
  const isOne = count === 1;
  switch (noun) {
    case 'call':
      return isOne ? l10n.t('1 call') : l10n.t('{0} calls', count);
    case 'list':
      return isOne ? l10n.t('1 list') : l10n.t('{0} lists', count);
    case 'request':
      return isOne ? l10n.t('1 request') : l10n.t('{0} requests', count);
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : l10n.t('{0} and {1}', words.slice(0, -1).join(', '), words.at(-1) ?? '');
}

/** What a narrow entry or rule changes. */
export function letsThrough(
  kind: RemedyKind,
  want: Want,
  path: string,
  request: string | null,
): string {
  if (kind !== 'allow-argument') {
    return l10n.t('Lets `{0}` through in {1}, whatever its arguments are.', want.syscall, path);
  }
  return l10n.t(
    'Lets `{0}` through in {1} where its request is {2}; every other request stays as it is.',
    want.syscall,
    path,
    request ?? l10n.t('the one seen'),
  );
}
