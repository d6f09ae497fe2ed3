import type { Allowlist, Condition, Entry } from '../policy/model';

/** What to do about an ioctl whose request no evidence names. */
export const UNKNOWN_REQUEST =
  'An ioctl was refused, but nothing says which request it made. Hyperlight prints it on stderr as "IOCTL Param: N"; else run the program under "strace -f -e trace=ioctl" and take the request of the refused call. An ioctl allowed without its request would allow every request to every device.';

/** What an unconditional entry for a call gives away. */
export function everything(syscall: string): string {
  return syscall === 'ioctl'
    ? 'Every ioctl request to every device that the thread has open becomes allowed.'
    : `${syscall} becomes allowed whatever its arguments are.`;
}

/** Where a list shows no way to write what is asked for. */
export function noForm({ name, line, form }: Allowlist, title: string): string {
  const why =
    form === 'names'
      ? 'is a list of bare names, which take no conditions'
      : 'shows no entry of that kind';
  return `${title} cannot be added to ${name} (line ${line}): it ${why}, so nothing tells how one is written there.`;
}

/** Why nothing is said about an entry whose rules are not in this file. */
export function unreadRules(list: Allowlist, { syscall, line, helper }: Entry): string {
  const from = helper === null ? 'a form that is not read' : `${helper}()`;
  return `${syscall ?? 'The call'} is in ${list.name} at line ${line}, with rules out of ${from}: what they allow cannot be told from this file.`;
}

/** The conditions of an entry that stand in the way of a call whose arguments are not known. */
export function conditionsInTheWay(list: Allowlist, { syscall, line, rules }: Entry): string {
  const words = (rules ?? []).map(({ conditions }) => conditions.map(conditionText).join(' and '));
  return `${syscall ?? 'The call'} is in ${list.name} at line ${line}, but only where ${words.join(', or where ')}. Which argument was refused is not known, so nothing narrow can be added.`;
}

/** `argument 1 == KVM_RUN`. */
export function conditionText({ arg, op, mask, text }: Condition): string {
  const argument = `argument ${arg ?? '?'}`;
  if (op === 'masked_eq') {
    return `${argument} & ${mask === null ? 'a mask' : `0x${mask.toString(16)}`} == ${text}`;
  }
  const signs = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
  return `${argument} ${op === null ? '?' : signs[op]} ${text}`;
}
