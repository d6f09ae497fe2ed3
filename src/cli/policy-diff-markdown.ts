import type { Change } from '../core/compare/compare';
import { oneLine } from '../core/text/untrusted';
import { writeLine, type CliIo } from './output';
import { statesOf, subjectOf, summaryOf } from './policy-diff-words';

/** A comment on GitHub holds 65,536 characters; a page or two is left for what is around the table. */
const MAX_TABLE = 60_000;
const MAX_CELL = 600;

/** Writes changes as a table for a comment, what widens first, since a long table is cut. */
export async function writeMarkdown(io: CliIo, changes: readonly Change[]): Promise<void> {
  await writeLine(io, `**Seccomp policy:** ${summaryOf(changes)}`);
  if (changes.length === 0) return;
  await writeLine(io, '');
  await writeLine(io, '| | list | target | call | before | after |');
  await writeLine(io, '| --- | --- | --- | --- | --- | --- |');
  const weight = ({ widens }: Change): number => (widens === true ? 0 : widens === null ? 1 : 2);
  const sorted = [...changes].sort((a, b) => weight(a) - weight(b));
  let room = MAX_TABLE;
  for (const [at, change] of sorted.entries()) {
    const row = rowOf(change);
    room -= row.length + 1;
    if (room < 0) {
      await writeLine(io, '');
      await writeLine(io, `… and ${sorted.length - at} more, by \`seccomp-lens diff\`.`);
      return;
    }
    await writeLine(io, row);
  }
}

function rowOf(change: Change): string {
  const { list, thread, target, widens } = change;
  const where = [list ?? '', ...(thread === null ? [] : [thread])].filter((name) => name !== '');
  const mark = widens === true ? '**widens**' : widens === null ? '**unknown**' : '';
  const cells = [where.join(', thread '), target, subjectOf(change), ...statesOf(change)];
  return `| ${[mark, ...cells.map(cell)].join(' | ')} |`;
}

/**
 * A text out of somebody's source as code. The names in it come from whoever opened the pull request:
 * each character that Markdown, HTML or GitHub (`@name`, `#1`, links) acts on is written by its number,
 * and in `<code>` GitHub makes no mention and no link.
 */
function cell(text: string): string {
  const line = oneLine(text, MAX_CELL);
  if (line === '') return '';
  const inert = line.replace(
    /[^\p{L}\p{N} ,…→]/gu,
    (character) => `&#${character.codePointAt(0) ?? 0xfffd};`,
  );
  return `<code>${inert}</code>`;
}
