import { rawOf, type Line, type LineDecoder } from './line-decoder';
import { LOSS_MESSAGES, LOSS_NEEDLES } from './loss-messages';
import type { LogRecord, LostRecord } from './record';

/** kernel/audit.c, audit_log_lost: how many since boot. */
const TOTAL = /\baudit_lost=(\d{1,10}) audit_rate_limit=/;
/**
 * What the kernel prints about a loss that the total counts, where its own limit lets it through: the
 * backlog's length before the total, the reason after it.
 */
const BACKLOG = /\baudit_backlog=\d{1,10} > audit_backlog_limit=/;
const REASON =
  /\baudit: (?:backlog limit exceeded|rate limit exceeded|kauditd (?:hold|retry) queue overflow|out of memory in audit_)/;
/** How many lines from a total such a line may stand. */
const NEAR = 3;

/**
 * Lines that say that records are missing: of the kernel about audit records, and of every program
 * that hands the kernel's or a program's messages on.
 */
export class LossDecoder implements LineDecoder {
  readonly needles = LOSS_NEEDLES;
  readonly last = true;
  #total = 0;
  #totalLine = -Infinity;
  /** A backlog's line, whose total may follow. */
  #backlog: LostRecord | null = null;

  decode(line: Line): readonly LogRecord[] {
    if (!LOSS_NEEDLES.some((needle) => line.text.includes(needle))) return [];
    if (BACKLOG.test(line.text)) {
      const before = this.settle(Infinity);
      this.#backlog = lost(line, 1);
      return before;
    }
    const records = this.#records(line);
    return [...this.settle(Infinity), ...(records > 0 ? [lost(line, records)] : [])];
  }

  get waits(): boolean {
    return this.#backlog !== null;
  }

  settle(next: number): readonly LogRecord[] {
    const backlog = this.#backlog;
    if (backlog === null || next <= backlog.line + NEAR) return [];
    this.#backlog = null;
    return [backlog];
  }

  #records(line: Line): number {
    const total = TOTAL.exec(line.text);
    if (total) {
      const before = this.#total;
      this.#total = Number(total[1]);
      this.#totalLine = line.number;
      this.#backlog = null;
      // A smaller total is another boot's.
      return this.#total >= before ? this.#total - before : this.#total;
    }
    if (REASON.test(line.text)) {
      if (line.number <= this.#totalLine + NEAR) return 0;
      this.#backlog = null;
      return 1;
    }
    for (const message of LOSS_MESSAGES) {
      const match = message.exec(line.text);
      if (match) return Number(match[1] ?? 1);
    }
    return 0;
  }
}

function lost(line: Line, records: number): LostRecord {
  return { kind: 'lost', records, line: line.number, raw: rawOf(line) };
}
