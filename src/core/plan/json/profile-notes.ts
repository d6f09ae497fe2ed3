import * as l10n from '@vscode/l10n';
import { cfgOn } from '../../policy/cfg';
import { withoutCapabilities } from '../../policy/json/gate';
import type { Allowlist } from '../../policy/allowlist';
import type { Policy } from '../../policy/model';
import { entriesFor, listsOn } from '../choose';
import type { Want } from '../remedy';

/** Why a call that a profile answers otherwise gets no second action; null where it does not. */
export function refusedInProfile(policy: Policy, want: Want): string | null {
  if (policy.dialect !== 'oci') return null;
  for (const list of listsOn(policy, want)) {
    const entry = list.polarity === 'deny' ? entriesFor(list, want).at(-1) : undefined;
    if (entry?.rules !== null) continue;
    const answer = list.filter?.match ?? l10n.t('another action');
    return l10n.t(
      '{0} is answered with {1} at line {2}: libseccomp takes no second action for the same call (EEXIST). Take it out there first, if it is to be allowed.',
      want.syscall,
      answer,
      entry.line,
    );
  }
  return null;
}

/** What containers with a capability are allowed already. */
export function withCapabilities(list: Allowlist, want: Want): string[] {
  return list.entries
    .filter(({ syscall, cfg }) => syscall === want.syscall && cfg?.includes('cap = '))
    .filter(
      ({ cfg }) =>
        cfgOn(cfg, want.arch) !== 'false' && cfgOn(withoutCapabilities(cfg), want.arch) === 'false',
    )
    .map(({ line, cfg }) =>
      l10n.t(
        'Line {0} allows {1} to containers where {2}: to give that capability is the other way.',
        line,
        want.syscall,
        cfg ?? '',
      ),
    );
}
