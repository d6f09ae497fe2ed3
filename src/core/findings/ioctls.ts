import * as l10n from '@vscode/l10n';
import { requestsByName } from '../abi/ioctls';
import { REQUEST_ARGUMENT } from '../plan/admits';
import type { Allowlist } from '../policy/allowlist';
import type { Condition, Entry } from '../policy/entry';
import type { Context, Draft, FindingFix, FindingRule } from './finding';
import { isThereWith, listName } from './where';

export const unconditionalIoctl: FindingRule = {
  code: 'unconditional-ioctl',
  level: 'warning',
  title: 'ioctl without conditions',
  help: 'One ioctl entry without conditions admits every request of every driver. Where other entries are limited to some arguments, this is usually an oversight.',
  find: (context) => {
    const ioctls = context.lists
      .filter(({ polarity }) => polarity !== 'deny')
      .flatMap((list) =>
        list.entries
          .filter(({ syscall, understood }) => syscall === 'ioctl' && understood)
          .map((entry) => ({ list, entry })),
      );
    return ioctls.flatMap(({ list, entry }): Draft[] => {
      if (entry.rules !== null) return [];
      // Two of one list are told as duplicates.
      const twins = ioctls.filter((other) => other.list === list && other.entry !== entry);
      if (twins.some((other) => isThereWith(entry, other.entry))) return [];
      const limited = ioctls.find((other) => other.list !== list && other.entry.rules !== null);
      const reason = limited
        ? l10n.t('line {0} ({1}) limits them', limited.entry.line, listName(limited.list))
        : limitedNeighbour(list);
      if (reason === null) return [];
      const message = l10n.t(
        'Every ioctl request of every driver is allowed here, while {0}.',
        reason,
      );
      return [{ span: entry.span, message }];
    });
  },
};

function limitedNeighbour({ entries }: Allowlist): string | null {
  const other = entries.find(
    ({ rules, understood, syscall }) => rules !== null && understood && syscall !== 'ioctl',
  );
  return other
    ? l10n.t('the arguments of `{0}` (line {1}) are limited', other.syscall ?? '?', other.line)
    : null;
}

export const ioctlLength: FindingRule = {
  code: 'ioctl-length',
  level: 'warning',
  title: 'An ioctl request compared in 64 bits',
  help: 'The request is an int to the kernel, and musl passes it sign-extended: compared as a Qword, a request with the highest bit set does not match there. Compare it as a Dword.',
  find: (context) =>
    requestConditions(context)
      .filter(({ len }) => len === 'qword')
      // There, what is no negative int compares equal all the same.
      .filter((one) => !isOfLibseccomp(context, one) || (one.value ?? 0n) >> 31n === 1n)
      .map((condition) => ({
        span: condition.span,
        message: l10n.t(
          '{0} is compared in 64 bits, so the call is refused where libc (musl) passes the request sign-extended.',
          requestWords(condition),
        ),
        fix: asDword(context, condition),
      })),
};

/** What the crates of libseccomp compare by, and syscallz on top of it. */
const LIBSECCOMP = /\b(?:Scmp(?:ArgCompare|CompareOp)|Cmp)::|\bscmp_cmp!/;

/** Whether libseccomp compares, which has no other length than 64 bits. */
function isOfLibseccomp({ policy, page }: Context, { span }: Condition): boolean {
  return policy.dialect === 'oci' || LIBSECCOMP.test(page.text.slice(span.start, span.end));
}

/** The conditions on the request of an ioctl, each once. */
function requestConditions({ lists, ruleSets, arch }: Context): Condition[] {
  const ofIoctl = (entry: Entry): readonly Condition[] =>
    entry.syscall === 'ioctl' ? (entry.rules ?? []).flatMap(({ conditions }) => conditions) : [];
  const read = lists.flatMap(({ entries }) => entries.flatMap(ofIoctl));
  // Rules for a list in another file tell by the names that they compare with.
  const named = ruleSets
    .flatMap(({ rules }) => rules.flatMap(({ conditions }) => conditions))
    .filter(({ name }) => name !== null && requestsByName(arch, name).length > 0);
  const all = [...read, ...named].filter(({ arg }) => arg === REQUEST_ARGUMENT);
  return [...new Map(all.map((condition) => [condition.span.start, condition])).values()];
}

function requestWords({ name, text }: Condition): string {
  return l10n.t('The request `{0}`', name ?? text);
}

/** Only the word is replaced; a name of the project's own for the length is left alone. */
function asDword({ page }: Context, { span, valueSpan }: Condition): FindingFix | null {
  const end = valueSpan?.start ?? span.end;
  const words = [...page.text.slice(span.start, end).matchAll(/\b(?:Qword|QWORD)\b/g)];
  const [only] = words;
  if (!only || words.length > 1) return null;
  const start = span.start + only.index;
  const newText = only[0] === 'QWORD' ? 'DWORD' : 'Dword';
  return {
    title: l10n.t('Compare the request as a Dword'),
    edits: [{ start, end: start + only[0].length, newText }],
  };
}
