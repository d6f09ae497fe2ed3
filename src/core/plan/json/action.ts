import * as l10n from '@vscode/l10n';
import type { Policy } from '../../policy/model';
import { sortEdits } from '../../text/edits';
import type { Span, TextEdit } from '../../text/span';
import type { ActionTarget } from '../action-site';
import type { Action } from '../action-words';

/** seccompiler's names, as its feature `json` takes them (`frontend/json.rs`, `JsonAction`). */
const IN_THREADS = {
  'kill-thread': 'kill_thread',
  'kill-process': 'kill_process',
  log: 'log',
  trap: 'trap',
} as const;
/** `specs-go/config.go` of the OCI runtime specification, `LinuxSeccompAction`. */
const IN_PROFILES = {
  'kill-thread': 'SCMP_ACT_KILL_THREAD',
  'kill-process': 'SCMP_ACT_KILL_PROCESS',
  log: 'SCMP_ACT_LOG',
  trap: 'SCMP_ACT_TRAP',
} as const;
/** What a profile without `defaultErrnoRet` answers with. */
const EPERM = 1;

/** The edits that write another action into JSON, sorted; a sentence where none can. */
export function jsonActionEdits(
  { dialect, text }: Policy,
  { site, filter }: ActionTarget,
  { name, number }: Action,
): readonly TextEdit[] | string {
  const written = (word: string): TextEdit => ({ ...site.span, newText: word });
  if (name === 'errno') {
    if (dialect === 'firecracker') return [written(`{"errno": ${number ?? EPERM}}`)];
    const main = written('"SCMP_ACT_ERRNO"');
    if (site.errno)
      return sortEdits([main, { ...site.errno.value, newText: `${number ?? EPERM}` }]);
    if (number === null || number === EPERM) return [main];
    return l10n.t(
      '{0} has no "defaultErrnoRet" to write the errno into: add it by hand.',
      filter.name,
    );
  }
  const words: Readonly<Record<string, string>> =
    dialect === 'firecracker' ? IN_THREADS : IN_PROFILES;
  const word = words[name];
  if (word === undefined) throw new Error(`unreachable: no filter is set to ${name}`);
  const main = written(`"${word}"`);
  // A runtime must fail where an action has an errno that it does not support (config-linux.md).
  if (!site.errno) return [main];
  const gone = removal(text, site.errno.member);
  return gone
    ? sortEdits([main, gone])
    : l10n.t(
        'The "defaultErrnoRet" of {0} stands behind a comment: take it out by hand.',
        filter.name,
      );
}

/**
 * A member with the comma behind it, or before it where it is the last; null where a comment stands
 * between, so that neither is sure.
 */
function removal(text: string, { start, end }: Span): TextEdit | null {
  const behind = /^\s*,\s*/.exec(text.slice(end));
  if (behind) return { start, end: end + behind[0].length, newText: '' };
  const before = text.slice(0, start).trimEnd();
  if (!before.endsWith(',')) return null;
  return { start: before.slice(0, -1).trimEnd().length, end, newText: '' };
}
