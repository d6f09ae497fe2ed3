import { requestsByValue } from '../core/abi/ioctls';
import type { LostRecord, RefusalRecord, UnnamedRecord } from '../core/records/record';
import { signalName } from '../core/records/signals';
import { oneLine } from '../core/text/untrusted';
import type { Evidence, Trap } from '../core/traps/trap';
import { trapTitle } from '../core/traps/words';
import { rowsOf } from './rows';

/**
 * A trap for `--json`: the fields of one sighting, and how many events it stands for. Where others told
 * of the same events, what the sighting does not say is theirs.
 */
export function trapObject(trap: Trap, { origin, record }: Evidence, count: number): object {
  const known = <T>(of: (record: RefusalRecord) => T | null): T | null => {
    const own = of(record);
    if (own !== null || trap.parts === undefined) return own;
    return trap.evidence.map((evidence) => of(evidence.record)).find((it) => it !== null) ?? null;
  };
  const time = known((it) => it.time);
  const signal = known((it) => it.signal);
  return {
    kind: 'trap',
    source: record.source,
    file: origin.label,
    line: record.line,
    count,
    time: time === null ? null : new Date(time).toISOString(),
    arch: trap.arch,
    number: trap.number,
    syscall: trap.syscall?.name ?? trap.name ?? null,
    libc: libcName(trap),
    // Also where the table has no such call: the record's number still has x32's bit.
    abi: trap.number === record.number ? null : 'x32',
    action: trap.action,
    signal: signal === null ? null : signalName(signal),
    pid: known((it) => it.pid),
    comm: trap.comm,
    exe: trap.exe,
    ip: known((it) => it.ip),
    ioctl: ioctlObject(trap),
    raw: record.raw,
  };
}

/** `SYS_write`, where the crate has it on any target. */
function libcName({ syscall }: Trap): string | null {
  return syscall === null || syscall.rustTargets.length === 0 ? null : `SYS_${syscall.name}`;
}

function ioctlObject({ arch, request }: Trap): object | null {
  if (request === null) return null;
  const known = arch === null ? [] : requestsByValue(arch, request);
  const names = [...new Set(known.map(({ name }) => name))];
  return { request: `0x${request.toString(16)}`, names };
}

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
