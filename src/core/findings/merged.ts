import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import { isAlike, isKey } from './duplicates';
import type { Context, Draft, FindingRule } from './finding';
import { removal } from './removal';
import { callName, isThereWith, listName } from './where';

export const mergedDuplicate: FindingRule = {
  code: 'merged-duplicate',
  level: 'warning',
  title: 'An entry that a list taken in has too',
  help: 'A list takes in another one that has the same call. Of several entries for one call seccompiler keeps the last alone: what is put in later is in force.',
  find: (context) =>
    context.lists.flatMap((list) =>
      takenIn(context, list).flatMap(({ other, at }) =>
        list.entries.flatMap((entry) => found(context, list, entry, other, at)),
      ),
    ),
};

/** The lists of the file that one takes in, each with where it is put in; of arms it is not known which. */
function takenIn(
  { lists }: Context,
  { includes }: Allowlist,
): { readonly other: Allowlist; readonly at: number }[] {
  return includes.flatMap(({ span, at }) => {
    const [other, ...more] = lists.filter(({ holder }) => holder?.span.start === span.start);
    return other && at !== null && more.length === 0 && other.cfg === null ? [{ other, at }] : [];
  });
}

function found(
  { page }: Context,
  list: Allowlist,
  entry: Entry,
  other: Allowlist,
  at: number,
): Draft[] {
  const same = ({ syscall }: Entry): boolean => syscall !== null && syscall === entry.syscall;
  const theirs = other.entries.findLast(same);
  const isSure = [entry, theirs].every((one) => one?.understood === true);
  if (!theirs || !isSure || list.entries.findLast(same) !== entry) return [];
  if (!isKey(list, entry) || !isKey(other, theirs) || !isThereWith(entry, theirs)) return [];
  const { span } = entry;
  const fix = removal(page, list, span, l10n.t('Remove this dead entry'));
  const [call, name, line] = [callName(entry), listName(other), theirs.line];
  if (isAlike(entry, theirs)) {
    const message = l10n.t(
      '{0} is in {1} too (line {2}), which this list takes in: this entry is needless.',
      call,
      name,
      line,
    );
    return [{ span, level: 'note', message, fix }];
  }
  if (at > span.start) {
    const message = l10n.t(
      'This entry for {0} is without effect: {1}, which is put in later, has another one on line {2}.',
      call,
      name,
      line,
    );
    return [{ span, message, fix }];
  }
  // A narrower entry of a list's own is what it is there for.
  if (theirs.rules === null || !isThereWith(theirs, entry)) return [];
  const message = l10n.t(
    'This entry replaces the one for {0} in {1} on line {2}: the conditions there are not in force here.',
    call,
    name,
    line,
  );
  return [{ span, message }];
}
