import * as l10n from '@vscode/l10n';
import { cfgOn } from '../policy/cfg';
import type { Allowlist, Filter } from '../policy/allowlist';
import type { Want } from './remedy';

/** Where a filter takes a call away again; null where it does not. */
function placeIn({ name, takesAway }: Filter, { syscall }: Want): string | null {
  const found = takesAway.find(({ calls }) => calls.includes(syscall));
  if (!found) return null;
  if (found.list === null) {
    return l10n.t('{0} takes {1} away again at line {2}.', name, syscall, found.line);
  }
  return l10n.t(
    '{0} takes {1} away again at line {2}, since {3} names it.',
    name,
    syscall,
    found.line,
    found.list,
  );
}

function placesIn(list: Allowlist, want: Want): (string | null)[] {
  const alive = list.filters.filter(({ cfg }) => cfgOn(cfg, want.arch) !== 'false');
  return alive.map((filter) => placeIn(filter, want));
}

/** Why an entry for a call would let nothing through: every filter of the list takes it away. */
export function takenAway(list: Allowlist, want: Want): string | null {
  const places = placesIn(list, want);
  const told = places.filter((place) => place !== null);
  if (told.length === 0 || told.length < places.length) return null;
  return l10n.t(
    'An entry for {0} in {1} is without effect: {2}',
    want.syscall,
    list.name,
    told.join(' '),
  );
}

/** What is to be said beside an entry that some filters of its list take away. */
export function takenBySome(list: Allowlist, want: Want): string[] {
  return placesIn(list, want).filter((place) => place !== null);
}
