import type { LogRecord, LostRecord, UnnamedRecord } from '../core/records/record';
import { TrapJoiner } from '../core/traps/joiner';
import type { Origin, Trap } from '../core/traps/trap';
import { ByteBlock } from './byte-block';
import { eventRow, lostObject, trapCells, unnamedObject } from './decode-rows';
import { otherSentence } from './decode-words';
import { EventJson } from './event-json';
import { safeJson, writeBytes, type CliIo } from './output';

/**
 * A row is held back until so many have come after it, or for so long: the record that names an
 * ioctl's request, or the call of a message without one, is often the next one. Also where nothing is
 * followed: standard input may be a program that goes on for hours.
 */
const HELD_ROWS = 1000;
const HELD_MS = 300;

interface Held {
  readonly record: LogRecord;
  readonly origin: Origin;
  /** What records like this one say; null where it is not one of a named call. */
  readonly trap: Trap | null;
  /** When it came, in ms of `performance.now()`. */
  readonly since: number;
}

/** Prints each event once, when it comes. */
export class Events {
  readonly #joiner = new TrapJoiner(false);
  readonly #joined = new JoinedRows();
  readonly #eventJson = new EventJson();
  #block = new ByteBlock();
  /** Written and to be used again: as garbage they would stand for more memory than all else. */
  readonly #written: ByteBlock[] = [];
  #held: Held[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** What is being printed. */
  #last: Promise<void> = Promise.resolve();
  #found = false;

  constructor(
    private readonly io: CliIo,
    private readonly options: { readonly json: boolean },
  ) {}

  /** @returns null, or what to wait for before more may come */
  take(record: LogRecord, origin: Origin): Promise<void> | null {
    const trap = this.#joiner.add(record, origin);
    if (record.kind === 'refusal' && trap === null) return null;
    this.#held.push({ record, origin, trap, since: performance.now() });
    const full = this.#held.length >= HELD_ROWS;
    if (full) this.#release(HELD_ROWS / 2);
    this.#timer ??= this.#wait(HELD_MS);
    return full ? this.#last : null;
  }

  /** Prints what is held back; whether anything was found. */
  async finish(): Promise<boolean> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#release(this.#held.length);
    await this.#last;
    return this.#found;
  }

  #wait(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timer = null;
      const now = performance.now();
      // Only what has waited: the next record may belong to the newest.
      const young = this.#held.findIndex(({ since }) => now - since < HELD_MS);
      this.#release(young === -1 ? this.#held.length : young);
      const [next] = this.#held;
      if (next) this.#timer = this.#wait(next.since + HELD_MS - now);
    }, ms);
    // What it waits for keeps the process alive; after Ctrl+C nothing does.
    return timer.unref();
  }

  #release(rows: number): void {
    const now = this.#held.splice(0, rows);
    // What it is printed as is decided now, by all that is known.
    for (const held of now) this.#print(held);
    if (this.#block.length > 0) {
      this.#found = true;
      // One write for all: each costs more than the making of a line.
      const block = this.#block;
      this.#block = this.#written.pop() ?? new ByteBlock();
      this.#last = this.#last.then(() =>
        writeBytes(this.io, block.gathered, () => {
          block.cut(0);
          this.#written.push(block);
        }),
      );
    }
    // Whoever awaits it is told; nobody may be waiting while a log is followed.
    this.#last.catch(() => undefined);
  }

  #print({ record, origin, trap }: Held): void {
    const block = this.#block;
    if (record.kind === 'refusal') {
      const told = trap && this.#joined.rowOf(trap, this.#joiner.joinedOf(trap));
      if (!told) return;
      if (this.options.json) this.#eventJson.write(block, told, record, origin);
      else block.text(eventRow(trapCells(told, { record, origin }, 1)));
    } else {
      if (record.kind === 'unnamed' && this.#joiner.isExplained(record)) return;
      block.text(
        this.options.json ? otherJson(record, origin) : otherSentence(record, origin.label),
      );
    }
    block.text('\n');
  }
}

function otherJson(record: LostRecord | UnnamedRecord, { label }: Origin): string {
  return safeJson(
    record.kind === 'lost' ? lostObject(record, label) : unnamedObject(record, label),
  );
}

/** Of an event that several records tell of, the first that is printed makes the row. */
class JoinedRows {
  readonly #rows = new Map<string, number>();
  readonly #records = new Map<string, number>();

  /** As what trap an event is printed; null where it was printed by another record of it. */
  rowOf(trap: Trap, joined: readonly Trap[]): Trap | null {
    for (const whole of joined) {
      const events = JSON.stringify(whole.parts);
      const told = this.#records.get(`${trap.key} ${events}`) ?? 0;
      if (told >= whole.count) continue;
      this.#records.set(`${trap.key} ${events}`, told + 1);
      const rows = this.#rows.get(events) ?? 0;
      if (told < rows) return null;
      this.#rows.set(events, rows + 1);
      return whole;
    }
    return trap;
  }
}
