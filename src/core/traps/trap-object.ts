import { requestsByValue } from '../abi/ioctls';
import type { RefusalRecord } from '../records/record';
import { signalName } from '../records/signals';
import type { Evidence, Trap } from './trap';

/**
 * A trap as an object of JSON, for the command line's `--json` and for the clipboard: the fields of one
 * sighting, and how many events it stands for. Where others told of the same events, what the sighting
 * does not say is theirs.
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
