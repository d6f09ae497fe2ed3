import * as l10n from '@vscode/l10n';
import { addTo } from './add-to';
import { callNameOf, hintsCall } from './call-name';
import { ADD_RULE, speaksAt } from './libseccomp';
import { bracketAt, type Reader } from './reader';
import { pathAt } from './calls';
import { isRenamed } from './renamed-calls';
import { isGroup, isMark, isWord } from './syntax';
import type { Span } from '../text/span';
import { oneLine } from '../text/untrusted';
import type { Scope, UseItem } from './items';
import type { Group, Token } from './tokens';

/** Methods that ask about a call instead of listing it. */
const QUESTIONS: ReadonlySet<string> = new Set([
  'contains',
  'contains_key',
  'get',
  'get_mut',
  'remove',
  'eq',
  'ne',
  'cmp',
  'syscall',
  'position',
  'starts_with',
]);

/** Calls that give back what they are given, so that a list in them is kept as it is. */
const KEEPING: ReadonlySet<string> = new Set([
  'Ok',
  'Some',
  'from',
  'from_iter',
  'new',
  'extend',
  'extend_from_slice',
]);

/** Whether a bare list of names is kept by what it stands in: no other function is handed it. */
export function keeps({ callee, owner, fn, binding }: Scope): boolean {
  if (callee !== null && !KEEPING.has(callee)) return false;
  const given = fn?.returnsCalls === true;
  return given || binding !== null || (owner !== null && fn === null);
}

/** Whether a bracket is only asked about: `[libc::SYS_read].contains(&nr)`. */
export function isAsked(siblings: readonly Token[], index: number): boolean {
  const method = siblings[index + 2];
  return isMark(siblings[index + 1], '.') && method?.kind === 'word' && QUESTIONS.has(method.text);
}

/** Whether a `SYS_` name stands in brackets, or in those right inside them. */
export function namesCall({ inner }: Group): boolean {
  return inner.some((token, at) => {
    if (token.kind === 'group') return token.inner.some(isName);
    return isName(token) || speaksAt('ScmpSyscall', inner, at);
  });
}

function isName(token: Token): boolean {
  return token.kind === 'word' && hintsCall(token.text);
}

/**
 * Notes a bracket that lists calls in a shape that is not read: `rules.insert(libc::SYS_mmap, …)`,
 * `vec![libc::SYS_getpid]`. Comparisons and look-ups list nothing.
 */
export function noteUnread(siblings: readonly Token[], index: number, reader: Reader): void {
  const group = siblings[index];
  if (!isGroup(group)) return;
  const macro = isMark(siblings[index - 1], '!') ? siblings[index - 2] : undefined;
  if (macro && hasCallAsKey(group)) noteUnreadAt({ start: macro.start, end: group.end }, reader);
  if (group.open === '{') return;
  if (noteUnreadRule(siblings, index, group, reader)) return;
  const before = siblings[index - 1];
  if (before?.kind === 'word' && QUESTIONS.has(before.text)) return;
  // A rule of extrasafe's names its call again: what it is put beside tells of it.
  if (isMark(siblings[index + 1], '.') && isWord(siblings[index + 2], 'and_condition')) return;
  if (group.open === '[' && (!bracketAt(siblings, index) || isAsked(siblings, index))) return;
  if (!group.inner.some(isName)) return;
  const named = group.inner.some((token, at) => {
    if (token.kind !== 'word' || (at > 0 && !isMark(group.inner[at - 1], ','))) return false;
    const path = pathAt(group.inner, at);
    const isKey = path !== null && callNameOf(path.words) !== null;
    const behind = path ? group.inner[path.next] : undefined;
    return isKey && (behind === undefined || isMark(behind, ','));
  });
  if (!named) return;
  const from = before?.kind === 'word' ? before : group;
  noteUnreadAt({ start: from.start, end: group.end }, reader);
}

/** `btreemap! { libc::SYS_brk => vec![] }`, as no arm of a `match` stands: right inside of a macro. */
function hasCallAsKey({ inner }: Group): boolean {
  return inner.some((token, at) => {
    if (token.kind !== 'word' || (at > 0 && !isMark(inner[at - 1], ','))) return false;
    const path = pathAt(inner, at);
    return path !== null && callNameOf(path.words) !== null && isMark(inner[path.next], '=>');
  });
}

export function noteUnreadAt(span: Span, reader: Reader): void {
  reader.problem(
    span,
    l10n.t('Calls are listed here in a form that is not read: {0}', reader.quote(span)),
  );
}

/** A rule of libseccomp whose call or action comes from a variable: which it is cannot be told. */
function noteUnreadRule(
  siblings: readonly Token[],
  index: number,
  group: Group,
  reader: Reader,
): boolean {
  const method = siblings[index - 1];
  if (method?.kind !== 'word' || !ADD_RULE.test(method.text)) return false;
  if (!isMark(siblings[index - 2], '.')) return false;
  noteUnnamed({ start: method.start, end: group.end }, reader);
  return true;
}

/** Notes a rule whose call a variable gives. */
export function noteUnnamed(span: Span, reader: Reader): void {
  reader.problem(
    span,
    l10n.t('This rule is not read, since its call is not named: {0}', reader.quote(span)),
  );
}

/** Notes invocations of the file's own macros that list calls in ways that are not followed. */
export function noteUnexpanded(reader: Reader): void {
  for (const span of reader.sources.unexpanded) {
    reader.problem(
      span,
      l10n.t('What this macro of the file makes here is not read: {0}', reader.quote(span)),
    );
  }
}

/** Notes a `use` that gives calls names, `SYS_accept4 as ACCEPT4`, of which none was seen again. */
export function noteRenamed(uses: readonly UseItem[], reader: Reader): void {
  const byUse = new Map<number, UseItem[]>();
  for (const use of uses) if (isRenamed(use.target, use.name)) addTo(byUse, use.start, use);
  for (const [start, some] of byUse) {
    const names = some.map(({ name }) => name).toSorted();
    if (names.some((name) => reader.sources.followed.has(name))) continue;
    reader.problem(
      { start, end: some[0]?.end ?? start },
      l10n.t('Calls that are listed by other names are not read: {0}', oneLine(names.join(', '))),
    );
  }
}
