import { auditTime, decodeAuditLine } from './audit-record';
import type { Line, LineDecoder } from './line-decoder';
import type { LogRecord } from './record';

/**
 * A line of auditd's log, RAW or ENRICHED, with `node=NAME` before it or not:
 * `type=SECCOMP msg=audit(1613596317.899:6461): auid=…`. An auditd that does not know the type
 * writes its number (audit-userspace, lib/msg_typetab.h).
 */
export class AuditdDecoder implements LineDecoder {
  readonly needles = ['type=SECCOMP', 'type=1326', 'type=UNKNOWN[1326]'];

  decode(line: Line): readonly LogRecord[] {
    if (!line.text.includes(' msg=audit(')) return [];
    return decodeAuditLine(line, header(), ([, seconds = '', fraction = '', serial]) => ({
      transport: 'audit',
      time: auditTime(seconds, fraction),
      serial: Number(serial),
      clock: null,
    }));
  }
}

function header(): RegExp {
  return /type=(?:SECCOMP|1326|UNKNOWN\[1326\]) msg=audit\((\d{1,11})\.(\d{1,9}):(\d{1,10})\):/g;
}
