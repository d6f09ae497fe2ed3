import { setTimeout as delay } from 'node:timers/promises';
import { LogDecoder } from '../../core/records/decode';
import type { LogRecord } from '../../core/records/record';
import { TrapJoiner } from '../../core/traps/joiner';
import type { Trap } from '../../core/traps/trap';
import { markKernelLog, type KernelMark } from './kernel-mark';

/** A record takes milliseconds from the call to the log; so long nothing comes any more. */
const SETTLED_MS = 300;
const SETTLE_POLL_MS = 60;
/** A log in which others write all the time is waited for no longer. */
const SETTLE_MOST_MS = 3000;

/** Which records are about the command: by what is known of its processes. */
export interface Belonging {
  /** Process ids, where a tracer saw them all. */
  readonly pids: ReadonlySet<number> | null;
  /** Absolute paths of its programs; empty where not known. */
  readonly programs: ReadonlySet<string>;
}

/** What one run's output and the kernel's log beside it say of refused calls. */
export class Witnesses {
  readonly #output = new LogDecoder();
  readonly #outputRecords: LogRecord[] = [];
  readonly #kernelDecoders: readonly LogDecoder[];
  readonly #kernelRecords: LogRecord[] = [];
  #reading: Promise<boolean> | null = null;
  /** How many bytes the command printed. */
  printed = 0;
  /** The last that it printed, for telling why it failed. Untrusted. */
  tail = '';

  private constructor(private readonly marks: readonly KernelMark[]) {
    this.#kernelDecoders = marks.map(() => new LogDecoder());
  }

  /** Marks the kernel's log. @param kernelLog false to do without it */
  static async begin(kernelLog: boolean, mark = markKernelLog): Promise<Witnesses> {
    return new Witnesses(kernelLog ? await mark() : []);
  }

  get hasKernelLog(): boolean {
    return this.marks.length > 0;
  }

  /** What the command has printed. */
  output(bytes: Uint8Array): void {
    this.printed += bytes.length;
    this.tail = (this.tail + Buffer.from(bytes).toString('utf8')).slice(-4000);
    addTo(this.#outputRecords, this.#output.push(bytes));
  }

  /** Whether the kernel has by now written that it killed a thread of the command. */
  async sawKill(belonging: Belonging): Promise<boolean> {
    await this.#read();
    return this.#kernelRecords.some(
      (record) =>
        record.kind === 'refusal' && record.action === 'kill-thread' && isOf(record, belonging),
    );
  }

  /** The run has ended: waits for the kernel's last records of it, and closes its log. */
  async end(): Promise<void> {
    const began = performance.now();
    for (let quiet = 0; this.marks.length > 0 && quiet < SETTLED_MS; quiet += SETTLE_POLL_MS) {
      if (await this.#read()) quiet = 0;
      if (performance.now() - began >= SETTLE_MOST_MS) break;
      await delay(SETTLE_POLL_MS);
    }
    addTo(this.#outputRecords, this.#output.end());
    for (const decoder of this.#kernelDecoders) addTo(this.#kernelRecords, decoder.end());
    await Promise.all(this.marks.map((mark) => mark.close()));
  }

  /** The traps of both, the command's own; and how many records the kernel says that it dropped. */
  traps(belonging: Belonging): { readonly traps: readonly Trap[]; readonly lost: number } {
    const joiner = new TrapJoiner();
    for (const record of this.#outputRecords) {
      joiner.add(record, { label: 'the command’s output', file: null });
    }
    for (const record of this.#kernelRecords) {
      if (record.kind !== 'refusal' || isOf(record, belonging)) {
        joiner.add(record, { label: 'the kernel’s log', file: null });
      }
    }
    return { traps: joiner.traps(), lost: joiner.lost };
  }

  /** One reading after another: a message comes once, and the run may end while a kill is looked for. */
  #read(): Promise<boolean> {
    this.#reading ??= this.#readOn().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readOn(): Promise<boolean> {
    let came = false;
    for (const [at, mark] of this.marks.entries()) {
      const text = await mark.take();
      if (text === '') continue;
      came = true;
      addTo(this.#kernelRecords, this.#kernelDecoders[at]?.push(text) ?? []);
    }
    return came;
  }
}

/** One by one: of a busy log there are more than a call takes arguments. */
function addTo(records: LogRecord[], more: readonly LogRecord[]): void {
  for (const record of more) records.push(record);
}

function isOf(
  { pid, exe }: { readonly pid: number | null; readonly exe: string | null },
  { pids, programs }: Belonging,
): boolean {
  if (pids !== null) return pid !== null && pids.has(pid);
  return programs.size === 0 || (exe !== null && programs.has(exe.replace(/ \(deleted\)$/, '')));
}
