import { auditTime, decodeAuditLine } from './audit-record';
import type { Line, LineDecoder } from './line-decoder';
import type { LogRecord } from './record';

/**
 * The kernel's own line (kernel/audit.c, kauditd_printk_skb), when no auditd takes it:
 * `audit: type=1326 audit(1795480043.889:7): auid=…`. 1326 is AUDIT_SECCOMP (uapi/linux/audit.h).
 * What stands before it is dmesg's, journalctl's, syslog's or a mail's, and is not looked at.
 */
export class KernelDecoder implements LineDecoder {
  readonly needles = ['type=1326'];

  decode(line: Line): readonly LogRecord[] {
    if (!line.text.includes('type=1326 audit(')) return [];
    return decodeAuditLine(line, header(), ([, seconds = '', fraction = '', serial]) => ({
      transport: 'kernel',
      time: auditTime(seconds, fraction),
      serial: Number(serial),
      clock: null,
    }));
  }
}

function header(): RegExp {
  return /type=1326 audit\((\d{1,11})\.(\d{1,9}):(\d{1,10})\):/g;
}
