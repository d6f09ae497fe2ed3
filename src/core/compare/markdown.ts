import { oneLine } from '../text/untrusted';
import type { Change } from './compare';
import { statesOf, subjectOf, summaryOf } from './words';

/** A comment on GitHub holds 65,536 characters; a page or two is left for what is around the table. */
const MAX_TABLE = 60_000;
const MAX_CELL = 600;

/** Changes as a table for a comment or a page, what widens first, since a long table is cut. */
export function changesMarkdown(changes: readonly Change[]): string {
  const head = `**Seccomp policy:** ${summaryOf(changes)}\n`;
  if (changes.length === 0) return head;
  const weight = ({ widens }: Change): number => (widens === true ? 0 : widens === null ? 1 : 2);
  const rows = [...changes].sort((a, b) => weight(a) - weight(b)).map(rowOf);
  let room = MAX_TABLE;
  const shown = rows.filter((row) => (room -= row.length + 1) >= 0);
  const table = [
    head,
    '| | list | target | call | before | after |',
    '| --- | --- | --- | --- | --- | --- |',
    ...shown,
    ...(shown.length === rows.length
      ? []
      : ['', `… and ${rows.length - shown.length} more, by \`seccomp-lens diff\`.`]),
  ];
  return `${table.join('\n')}\n`;
}

function rowOf(change: Change): string {
  const { list, thread, target, widens } = change;
  const where = [list ?? '', ...(thread === null ? [] : [thread])].filter((name) => name !== '');
  const mark = widens === true ? '**widens**' : widens === null ? '**unknown**' : '';
  const cells = [where.join(', thread '), target, subjectOf(change), ...statesOf(change)];
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
