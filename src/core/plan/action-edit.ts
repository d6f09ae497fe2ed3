import * as l10n from '@vscode/l10n';
import type { Import, Policy } from '../policy/model';
import { sortEdits } from '../text/edits';
import type { Span, TextEdit } from '../text/span';
import type { ActionTarget } from './action-site';
import type { Action } from './action-words';
import { argumentEdit } from './call-layout';
import { changeImport } from './imports';
import { jsonActionEdits } from './json/action';
import type { Page } from './page';

/** The edits that write another action at a target's site, sorted; a sentence where none can. */
export function actionEdits(
  page: Page,
  policy: Policy,
  target: ActionTarget,
  to: Action,
): readonly TextEdit[] | string {
  if (policy.dialect !== 'rust') return jsonActionEdits(policy, target, to);
  const word = variantOf(policy, target, to);
  if (word === null) {
    return l10n.t(
      '{0} has no action that kills the whole process: set kill-thread or trap.',
      target.site.path.at(-2) ?? l10n.t('The crate’s action'),
    );
  }
  const { site } = target;
  const old = site.path.at(-1) ?? '';
  const scope = site.path.slice(0, -1);
  const operand = to.number === null ? '' : `(${to.number})`;
  const brought = scope.length === 0 ? importOf(policy, target, old) : null;
  const imports = brought ? importEdit(page, policy, brought, site.span, old, word) : null;
  // The path as it is written is kept, blanks and all.
  const written = policy.text.slice(site.span.start, site.span.end);
  const head = written.slice(0, written.lastIndexOf(old, lastWordEnd(written)));
  const path = brought && imports === 'path' ? `${brought.path.join('::')}::` : head;
  const edit = { ...site.span, newText: path + word + operand };
  const main = argumentEdit(page, site.layout, edit);
  return imports && imports !== 'path' ? sortEdits([main, imports]) : [main];
}

/** Where the path ends in `SeccompAction::Errno(libc::EPERM as u32)`. */
function lastWordEnd(written: string): number {
  const operand = written.indexOf('(');
  return operand < 0 ? written.length : operand;
}

/** The variant's name; null where the crate has none. */
function variantOf(
  policy: Policy,
  { filter, site }: ActionTarget,
  { name }: Action,
): string | null {
  // Filters without a match action are those of seccompiler's ancestors, whose one kill is the thread's.
  const old =
    (filter.file === null && filter.matchSpan === null) ||
    site.path.at(-1) === 'Kill' ||
    / [\w:]+::Kill\b/.test(policy.text);
  switch (name) {
    case 'kill-thread':
      return old ? 'Kill' : 'KillThread';
    case 'kill-process':
      return old ? null : 'KillProcess';
    case 'log':
      return 'Log';
    case 'trap':
      return 'Trap';
    case 'errno':
      return 'Errno';
    default:
      throw new Error(`unreachable: no filter is set to ${name}`);
  }
}

/** The `use` that brings a bare variant in: `use seccompiler::SeccompAction::{Allow, Trap};`. */
function importOf(policy: Policy, { filter, site }: ActionTarget, word: string): Import | null {
  const holder = site.holder?.span ?? filter.span;
  const fits = ({ owner }: Import): boolean =>
    owner === null || (owner.span.start <= holder.start && holder.end <= owner.span.end);
  const named = policy.imports.filter((one) => one.name === word && fits(one));
  return named.find(({ owner }) => owner !== null) ?? named[0] ?? null;
}

/** Brings the new variant in, and leaves no import unused; `'path'` where it must be written out. */
function importEdit(
  page: Page,
  policy: Policy,
  brought: Import,
  site: Span,
  old: string,
  word: string,
): TextEdit | 'path' | null {
  const beside = policy.imports.filter(({ modules }) => modules.join() === brought.modules.join());
  const known = beside.find(({ name }) => name === word);
  const same = known?.path.join('::') === brought.path.join('::');
  if (known && !same) return 'path';
  const rest = policy.text.slice(0, site.start) + policy.text.slice(site.end);
  // Once for the import itself.
  const unused = rest.split(new RegExp(`\\b${old}\\b`)).length - 1 === 1;
  if (known && (!unused || !known.braces || known.start !== brought.start)) return null;
  const edit = changeImport(page, policy, brought, unused ? old : null, known ? null : word);
  return edit ?? (known ? null : 'path');
}
