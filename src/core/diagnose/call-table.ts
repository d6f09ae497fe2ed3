import { rowsOf } from '../text/rows';
import { oneLine } from '../text/untrusted';
import type { CallRow } from './refusal';

/** The table of traced calls, a line each: those in a filter's scope first. */
export function callTable(rows: readonly CallRow[]): string[] {
  const heads = ['COUNT', 'UNDER FILTER', 'REFUSED', 'IN LIST', 'CALL', 'THREAD', 'LIST'];
  const cells = rows.map((row) => [
    String(row.count),
    String(row.afterFilter),
    String(row.refused),
    row.allowed === null ? '?' : row.allowed ? 'yes' : 'no',
    row.request === null
      ? oneLine(row.syscall, 40)
      : `${row.syscall}(${row.names[0] ?? `0x${row.request.toString(16)}`})`,
    oneLine(row.thread ?? '?', 40),
    oneLine(row.list ?? '', 60),
  ]);
  return rowsOf([heads, ...cells], 3);
}
