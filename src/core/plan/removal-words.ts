import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { RuleSet } from '../policy/entry';
import type { TextEdit } from '../text/span';
import type { Change } from './change';
import type { Plan } from './remedy';

/** What is different in force once something is gone from a list. */
export function refused({ polarity, filter }: Allowlist, call: string, path: string): string {
  return polarity === 'deny'
    ? l10n.t(
        '`{0}` is no longer answered with {1} by {2}.',
        call,
        filter?.match ?? l10n.t('another action'),
        path,
      )
    : l10n.t('`{0}` is refused again in {1}.', call, path);
}

/** Why there is no removal, where what is meant is read but not alone in its place. */
export function notExact(what: string, where: string): string {
  return l10n.t('{0} stands in {1} in a form that cannot be taken out exactly.', what, where);
}

/** Where a list lacks what is to be taken out of it: a removal made twice is made once. */
export function gone(
  { name, file, line }: { name: string; file: string | null; line: number },
  message: string,
): Plan {
  return { kind: 'already-allowed', list: name, file, line, message };
}

/** What every removal has in common: its line is where the first of the text went. */
export function removalOf(
  place: Allowlist | RuleSet,
  edits: readonly TextEdit[],
): Omit<Change, 'title' | 'force'> {
  const main = edits[0];
  if (!main) throw new Error('unreachable: a removal has an edit');
  return {
    kind: 'remove',
    widens: false,
    list: place.name ?? '',
    edits,
    main,
    offset: 0,
    warnings: [],
    touches: [place.holder?.span ?? place.span],
  };
}
