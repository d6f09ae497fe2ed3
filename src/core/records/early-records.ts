import type { LogRecord, RefusalRecord } from './record';

/** What waits for more of its stream stands in so many of the last lines. */
const LAST_LINES = 16;
/** How many lines with records are remembered: the latest. */
const LINES_KEPT = 64;

type Named = Exclude<LogRecord, { kind: 'lost' }>;

/** Keeps records that are given early from being given twice. */
export class EarlyRecords {
  /**
   * The lines of the records that have been given, of the latest. No map: each table that one outgrows
   * refers to the next, and once an old one is garbage all that follow get old as well.
   */
  #given: readonly number[] = [];
  /** Those that were given early, by line, in the line's order. */
  readonly #early = new Map<number, Named[]>();

  /**
   * Those of `records`, which would come if the stream ended now, that are worth giving now.
   * @param unfinished the number of the line that may not be whole
   */
  give(records: readonly LogRecord[], unfinished: number): LogRecord[] {
    const seen = new Map<number, number>();
    const now: LogRecord[] = [];
    for (const record of records) {
      // Losses are counted from the whole stream.
      if (record.kind === 'lost' || record.line <= unfinished - LAST_LINES) continue;
      const { line } = record;
      const nth = (seen.get(line) ?? 0) + 1;
      seen.set(line, nth);
      const early = this.#early.get(line) ?? [];
      const given = this.#given.filter((of) => of === line);
      if (nth <= given.length + early.length) continue;
      if (line === unfinished && !isWhole(record)) continue;
      this.#early.set(line, [...early, record]);
      now.push(record);
    }
    return now;
  }

  /** `records` of the stream itself, without what was given early and is no different. */
  pass(records: readonly LogRecord[]): LogRecord[] {
    if (records.length === 0) return [];
    this.#remember(records);
    if (this.#early.size === 0) return [...records];
    const now = records.flatMap((record) => {
      if (record.kind === 'lost') return [record];
      const early = this.#earlyOf(record.line);
      if (early === undefined) return [record];
      return isSame(early, record) ? [] : [replacing(early, record)];
    });
    for (const line of [...this.#early.keys()].slice(0, -LINES_KEPT)) this.#early.delete(line);
    return now;
  }

  /** The first of the line's that has not come again yet. */
  #earlyOf(line: number): Named | undefined {
    const waiting = this.#early.get(line);
    const first = waiting?.shift();
    if (waiting?.length === 0) this.#early.delete(line);
    return first;
  }

  #remember(records: readonly LogRecord[]): void {
    const lines = [...this.#given];
    for (const { kind, line } of records) if (kind !== 'lost') lines.push(line);
    let from = lines.length;
    for (let kept = 0; from > 0; from--) {
      if (lines[from - 1] !== lines[from] && kept++ === LINES_KEPT) break;
    }
    this.#given = lines.slice(from);
  }
}

/** Whether nothing that may follow on the line could change what it says. */
function isWhole(record: Named): boolean {
  if (record.kind === 'unnamed') return false;
  // `code=` is the last field of an audit record, and a code that lacks digits is no action's.
  if (record.source === 'audit') return record.action !== null;
  return record.source === 'strace' && /(?:---|\+\+\+)$/.test(record.raw);
}

/** An audit record that was given is whole, and what follows it on its line is auditd's words. */
function isSame(early: Named, record: Named): boolean {
  return early.kind === record.kind && (early.raw === record.raw || record.source === 'audit');
}

function replacing(early: Named, record: Named): LogRecord {
  if (early.kind !== 'refusal' || record.kind !== 'refusal') return record;
  const whole: RefusalRecord = { ...record, replaces: early };
  return whole;
}
