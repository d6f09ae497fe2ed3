import * as l10n from '@vscode/l10n';
import type { Rule } from '../policy/entry';
import type { Constant } from '../policy/model';
import { sortEdits } from '../text/edits';
import type { Change } from './change';
import type { Job } from './options';
import type { Page } from './page';

/** The constant that only the removed rules name. */
export function unusedConstant({ policy }: Job, rules: readonly Rule[]): Constant | null {
  const names = new Set(
    rules.flatMap(({ conditions }) => conditions.flatMap(({ name }) => name ?? [])),
  );
  const spans = rules.map(({ span }) => span);
  const found = policy.constants.filter(({ name }) => names.has(name));
  const [constant] = found;
  if (!constant || found.length > 1) return null;
  const gone = [...spans, constant.span];
  const mentions = [...policy.text.matchAll(new RegExp(`\\b${constant.name}\\b`, 'g'))];
  const isGone = (at: number): boolean => gone.some(({ start, end }) => start <= at && at < end);
  return mentions.every(({ index }) => isGone(index)) ? constant : null;
}

/** The same with the constant's lines: those of its attributes and doc comment too. */
export function withConstant(page: Page, change: Change, constant: Constant): Change {
  const { lines, text } = page;
  const { span, name } = constant;
  let from = lines.lineAt(span.start);
  while (from > 1 && /^\s*(?:\/\/\/|#\[)/.test(lines.textOf(from - 1))) from -= 1;
  const last = lines.lineAt(span.end);
  const alone = page.beginsLine(span.start) && page.endsLine(span.end) && last < lines.count;
  const edit = alone
    ? { start: lines.startOf(from), end: lines.startOf(last + 1), newText: '' }
    : { ...span, newText: '' };
  const isPublic = text.slice(span.start, constant.nameSpan.start).startsWith('pub ');
  return {
    ...change,
    title: l10n.t('{0}, and the constant {1}', change.title, name),
    edits: sortEdits([...change.edits, edit]),
    warnings: [
      ...change.warnings,
      ...(isPublic ? [l10n.t('{0} is public: another file may use it.', name)] : []),
    ],
    touches: [...change.touches, span],
  };
}
