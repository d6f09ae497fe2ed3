import type { Line, LineDecoder } from './line-decoder';
import type { LogRecord } from './record';

/** The printk path's limit: `kauditd_printk_skb: 10 callbacks suppressed`, a callback a record. */
const SUPPRESSED =
  /\baudit_printk_skb: (\d{1,9}) callbacks suppressed|\bkauditd_printk_skb: (\d{1,9}) callbacks suppressed/;
/** kernel/audit.c, audit_log_lost: how many since boot. */
const TOTAL = /\baudit_lost=(\d{1,10}) audit_rate_limit=/;
/** Its message, printed after the total, where the kernel's own limit let both through. */
const MESSAGE =
  /\baudit: (?:backlog limit exceeded|rate limit exceeded|kauditd (?:hold|retry) queue overflow)/;
/** How many lines after a total its message may stand. */
const MESSAGE_WITHIN = 3;

/** Lines by which the kernel says that it dropped audit records, of whatever type. */
export class LossDecoder implements LineDecoder {
  readonly needles = [
    'audit_printk_skb',
    'auditd_printk_skb',
    'audit_lost=',
    'limit exceeded',
    'queue overflow',
  ];
  #total = 0;
  #totalLine = -Infinity;

  decode(line: Line): readonly LogRecord[] {
    if (!this.needles.some((needle) => line.text.includes(needle))) return [];
    const records = this.#records(line);
    return records > 0 ? [{ kind: 'lost', records, line: line.number, raw: line.text }] : [];
  }

  #records(line: Line): number {
    const suppressed = SUPPRESSED.exec(line.text);
    if (suppressed) return Number(suppressed[1] ?? suppressed[2]);
    const total = TOTAL.exec(line.text);
    if (total) {
      const before = this.#total;
      this.#total = Number(total[1]);
      this.#totalLine = line.number;
      // A smaller total is another boot's.
      return this.#total >= before ? this.#total - before : this.#total;
    }
    if (!MESSAGE.test(line.text)) return 0;
    return line.number <= this.#totalLine + MESSAGE_WITHIN ? 0 : 1;
  }
}
