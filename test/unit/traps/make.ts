import type { RefusalRecord, UnnamedRecord } from '../../../src/core/records/record';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import type { Origin, Trap } from '../../../src/core/traps/trap';
import { trapTitle } from '../../../src/core/traps/words';

/** A moment in 2023, milliseconds. */
export const NOON = 1_700_000_000_123;

const NOTHING: RefusalRecord = {
  kind: 'refusal',
  source: 'audit',
  transport: 'kernel',
  line: 1,
  raw: 'a line',
  time: null,
  serial: null,
  arch: 'x86_64',
  auditArch: null,
  number: 16,
  code: null,
  action: 'trap',
  signal: 31,
  pid: null,
  comm: null,
  exe: null,
  ip: null,
  request: null,
  fields: [],
};

/** An audit record of an `ioctl` that is trapped. */
export function audit(serial: number, more: Partial<RefusalRecord> = {}): RefusalRecord {
  return {
    ...NOTHING,
    serial,
    time: NOON,
    pid: 700,
    comm: 'vcpu0',
    exe: '/usr/bin/vmm',
    code: 0x30000,
    auditArch: 0xc000003e,
    ip: '0x7f0000001000',
    ...more,
  };
}

/** What a tracer shows of it. */
export function strace(more: Partial<RefusalRecord> = {}): RefusalRecord {
  return { ...NOTHING, source: 'strace', transport: 'stderr', ...more };
}

/** What Hyperlight prints of it. */
export function hyperlight(more: Partial<RefusalRecord> = {}): RefusalRecord {
  return { ...NOTHING, source: 'hyperlight', transport: 'stderr', ...more };
}

export function unnamed(more: Partial<UnnamedRecord> = {}): UnnamedRecord {
  return { kind: 'unnamed', source: 'shell', line: 1, raw: 'Bad system call', ...more };
}

export const origin = (label: string): Origin => ({ label, file: null });

/** The joiner that has taken the records, all of one stream. */
export function joinerOf(
  records: readonly (RefusalRecord | UnnamedRecord)[],
  where = origin('a.log'),
): TrapJoiner {
  const joiner = new TrapJoiner();
  for (const record of records) joiner.add(record, where);
  return joiner;
}

/** `2 vcpu0 ioctl(KVM_RUN)` */
export function words(trap: Trap): string {
  return `${trap.count} ${trap.comm ?? '?'} ${trapTitle(trap)}`;
}
