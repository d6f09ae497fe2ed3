import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Condition, Entry } from '../policy/entry';

/** What to do about an ioctl whose request no evidence names. */
export function unknownRequest(): string {
  return l10n.t(
    'An ioctl was refused, but nothing says which request it made. Hyperlight prints it on stderr as "IOCTL Param: N"; else run the program under "strace -f -e trace=ioctl" and take the request of the refused call. An ioctl allowed without its request would allow every request to every device.',
  );
}

/** What an unconditional entry for a call gives away. */
export function everything(syscall: string): string {
  return syscall === 'ioctl'
    ? l10n.t('Every ioctl request to every device that the thread has open becomes allowed.')
    : l10n.t('{0} becomes allowed whatever its arguments are.', syscall);
}

/** Where a list shows no way to write what is asked for. */
export function noForm({ name, line, form }: Allowlist, title: string): string {
  const why =
    form === 'names'
      ? l10n.t('is a list of bare names, which take no conditions')
      : l10n.t('shows no entry of that kind');
  return l10n.t(
    '{0} cannot be added to {1} (line {2}): it {3}, so nothing tells how one is written there.',
    title,
    name,
    line,
    why,
  );
}

/** Why nothing is said about an entry whose rules are not in this file. */
export function unreadRules(list: Allowlist, { syscall, line, helper }: Entry): string {
  const from = helper === null ? l10n.t('a form that is not read') : `${helper}()`;
  return l10n.t(
    '{0} is in {1} at line {2}, with rules out of {3}: what they allow cannot be told from this file.',
    syscall ?? l10n.t('The call'),
    list.name,
    line,
    from,
  );
}

/** The conditions of an entry that stand in the way of a call whose arguments are not known. */
export function conditionsInTheWay(list: Allowlist, { syscall, line, rules }: Entry): string {
  const words = (rules ?? []).map(({ conditions }) =>
    conditions.map(conditionText).join(l10n.t(' and ')),
  );
  return l10n.t(
    '{0} is in {1} at line {2}, but only where {3}. Which argument was refused is not known, so nothing narrow can be added.',
    syscall ?? l10n.t('The call'),
    list.name,
    line,
    words.join(l10n.t(', or where ')),
  );
}

/** `argument 1 == KVM_RUN`. */
export function conditionText({ arg, op, mask, text }: Condition): string {
  const argument = l10n.t('argument {0}', arg ?? '?');
  if (op === 'masked_eq') {
    return `${argument} & ${mask === null ? l10n.t('a mask') : `0x${mask.toString(16)}`} == ${text}`;
  }
  const signs = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
  return `${argument} ${op === null ? '?' : signs[op]} ${text}`;
}
