import type { Change } from '../core/compare/change';
import { signOf, statesOf, subjectOf, summaryOf, type Sign } from '../core/compare/words';
import { oneLine } from '../core/text/untrusted';
import { styled, writeLine, type CliIo } from './output';
import { rowsOf } from '../core/text/rows';

/** Of a state longer than this the rest is in `--json`. */
const MAX_STATE = 400;

const COLORS = { '+': 'green', '-': 'red', '~': 'yellow', '?': 'cyan' } as const;

/** Writes changes for a terminal: a heading a list, a line a change. */
export async function writeText(io: CliIo, changes: readonly Change[]): Promise<void> {
  const lists = new Map<string | null, Change[]>();
  for (const change of changes) lists.set(change.list, [...(lists.get(change.list) ?? []), change]);
  for (const [list, own] of lists) {
    const thread = own[0]?.thread ?? null;
    const title = oneLine(list ?? 'Outside every list');
    const heading = styled(io, 'bold', title);
    await writeLine(io, thread === null ? heading : `${heading}  thread ${oneLine(thread)}`);
    const signs = own.map(signOf);
    const rows = rowsOf(own.map(cellsOf), 0);
    for (const [at, row] of rows.entries()) await writeLine(io, signed(io, signs[at] ?? '~', row));
    await writeLine(io, '');
  }
  await writeLine(io, summaryOf(changes));
}

function cellsOf(change: Change): readonly string[] {
  const [before, after] = statesOf(change).map((state) => oneLine(state, MAX_STATE));
  const { target, widens } = change;
  return [
    oneLine(subjectOf(change)),
    target === 'all' ? '' : oneLine(target),
    widens === true ? 'WIDENS' : '',
    `${before ?? ''} → ${after ?? ''}`,
  ];
}

function signed(io: CliIo, sign: Sign, row: string): string {
  return `  ${styled(io, COLORS[sign], sign)} ${row}`;
}
