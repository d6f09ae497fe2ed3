import * as l10n from '@vscode/l10n';
import { oneLine } from '../text/untrusted';
import type { Change } from './change';
import { statesOf, subjectOf, summaryOf } from './words';

/** A comment on GitHub holds 65,536 characters; a page or two is left for what is around the table. */
const MAX_TABLE = 60_000;
const MAX_CELL = 600;

/** Changes as a table for a comment or a page, what widens first, since a long table is cut. */
export function changesMarkdown(changes: readonly Change[]): string {
  const head = `**${l10n.t('Seccomp policy:')}** ${summaryOf(changes)}\n`;
  if (changes.length === 0) return head;
  const weight = ({ widens }: Change): number => (widens === true ? 0 : widens === null ? 1 : 2);
  const rows = [...changes].sort((a, b) => weight(a) - weight(b)).map(rowOf);
  let room = MAX_TABLE;
  const shown = rows.filter((row) => (room -= row.length + 1) >= 0);
  const table = [
    head,
    `| | ${[l10n.t('list'), l10n.t('target'), l10n.t('call'), l10n.t('before'), l10n.t('after')].join(' | ')} |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...shown,
    ...(shown.length === rows.length
      ? []
      : ['', l10n.t('… and {0} more, by `seccomp-lens diff`.', rows.length - shown.length)]),
  ];
  return `${table.join('\n')}\n`;
}

function rowOf(change: Change): string {
  const { list, thread, target, widens } = change;
  const where = [list ?? '', ...(thread === null ? [] : [thread])].filter((name) => name !== '');
  const mark =
    widens === true ? `**${l10n.t('widens')}**` : widens === null ? `**${l10n.t('unknown')}**` : '';
  const cells = [where.join(l10n.t(', thread ')), target, subjectOf(change), ...statesOf(change)];
  return `| ${[mark, ...cells.map(inertCode)].join(' | ')} |`;
}

/**
 * A text out of somebody's source as code. The names in it come from whoever opened the pull request:
 * each character that Markdown, HTML or GitHub (`@name`, `#1`, links) acts on is written by its number,
 * and in `<code>` GitHub makes no mention and no link.
 */
export function inertCode(text: string): string {
  const line = oneLine(text, MAX_CELL);
  if (line === '') return '';
  const inert = line.replace(
    /[^\p{L}\p{N} ,…→]/gu,
    (character) => `&#${character.codePointAt(0) ?? 0xfffd};`,
  );
  return `<code>${inert}</code>`;
}
