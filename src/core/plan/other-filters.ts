import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { entriesFor, listsOn } from './choose';
import { withCapabilities } from './json/profile-notes';
import type { Want } from './remedy';
import { takenBySome } from './taken-away';

/** Filters beside this list's that refuse the call all the same, and a filter that is not known. */
export function otherFilters(policy: Policy, list: Allowlist, want: Want): string[] {
  if (policy.dialect === 'oci') return withCapabilities(list, want);
  // Each thread of the JSON has one filter, and it is the list's own.
  if (policy.dialect === 'firecracker') return [];
  const denied = listsOn(policy, want).filter(
    (one) => one.polarity === 'deny' && entriesFor(one, want).length > 0,
  );
  const notes = denied.map(({ filter, line }) => {
    const answer = filter?.match ?? l10n.t('another action');
    return l10n.t(
      'Another filter, at line {0}, answers {1} with {2} all the same.',
      line,
      want.syscall,
      answer,
    );
  });
  notes.push(...takenBySome(list, want));
  if (list.polarity === 'unknown') {
    notes.push(l10n.t('This file does not tell what the filter does with the calls of this list.'));
  }
  return notes;
}
