import * as l10n from '@vscode/l10n';
import { ARCHES } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import { joinCfgs } from '../policy/segments';
import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';

/** Something that a predicate decides about. */
type Conditional = Pick<Entry, 'cfg'>;

/** Whether `other` is compiled wherever `one` is. */
export function isThereWith(one: Conditional, other: Conditional): boolean {
  if (other.cfg === null || other.cfg === one.cfg) return true;
  return ARCHES.every(
    (arch) => cfgOn(one.cfg, arch) === 'false' || cfgOn(other.cfg, arch) === 'true',
  );
}

/** The predicate over an entry, that of its list included. */
export function entryCfg(list: Allowlist, entry: Entry): string | null {
  return joinCfgs([list.cfg, entry.cfg]);
}

/** The name of a call as findings quote it: `write`, or `call 600` where no table names it. */
export function callName({ syscall, bareNumber }: Entry): string {
  return syscall === null ? l10n.t('call {0}', bareNumber ?? '?') : `\`${syscall}\``;
}

/** `handler_allowlist`, with the modules around it. */
export function listName({ modules, name }: Allowlist): string {
  return `\`${[...modules, name].join('::')}\``;
}
