import type { LostRecord, UnnamedRecord } from '../core/records/record';
import { oneLine } from '../core/text/untrusted';
import type { Evidence, Trap } from '../core/traps/trap';
import { trapTitle } from '../core/traps/words';
import { rowsOf } from '../core/text/rows';

export function lostObject({ records, line }: LostRecord, file: string): object {
  return { kind: 'lost', records, file, line };
}

export function unnamedObject({ line, raw }: UnnamedRecord, file: string): object {
  return { kind: 'unnamed', file, line, raw };
}

/** The columns of the table for people; text from the log is made fit for a terminal. */
const COLUMNS = ['COUNT', 'CALL', 'ARCH', 'ACTION', 'THREAD', 'PROGRAM', 'SEEN AT'] as const;

export function trapCells(trap: Trap, { origin, record }: Evidence, count: number): string[] {
  return [
    String(count),
    oneLine(trapTitle(trap), 60),
    trap.arch ?? '?',
    trap.action ?? '?',
    trap.comm === null ? '?' : oneLine(trap.comm, 40) || '""',
    trap.exe === null ? '?' : oneLine(trap.exe, 60),
    placeOf(origin.label, record.line),
  ];
}

export function placeOf(file: string, line: number): string {
  return `${oneLine(file, 80)}:${line}`;
}

/** The rows under their headings, each column as wide as its widest cell; the first is of numbers. */
export function table(rows: readonly (readonly string[])[]): string[] {
  return rowsOf([COLUMNS, ...rows], 1);
}

/** A row on its own, for events that are printed as they come: usual widths, wider where needed. */
export function eventRow(cells: readonly string[]): string {
  const widths = [24, 10, 12, 16, 32];
  return cells
    .slice(1)
    .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - Array.from(cell).length)))
    .join('  ')
    .trimEnd();
}
