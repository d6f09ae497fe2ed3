import type { LogRecord, RefusalRecord } from '../../../src/core/records/record';

/** What only the quick way of reading leaves. */
type Quick = 'ipHigh' | 'ipLow' | 'like';

/** All that a record says, whichever way it was read. */
export function contentOf(record: LogRecord): object {
  if (record.kind !== 'refusal') return record;
  const { kind, line, raw, source, transport, time, serial, clock, arch, auditArch, name } = record;
  const { number, code, action, signal, pid, comm, exe, ip, request, fields, replaces } = record;
  return {
    kind,
    line,
    raw,
    source,
    transport,
    time,
    serial,
    clock,
    arch,
    auditArch,
    name,
    number,
    code,
    action,
    signal,
    pid,
    comm,
    exe,
    ip,
    request,
    fields,
    replaces,
  } satisfies Record<Exclude<keyof RefusalRecord, Quick>, unknown>;
}
