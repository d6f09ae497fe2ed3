import type { LostRecord } from '../records/record';
import type { Origin } from './trap';

/**
 * How many records are missing by what the logs say. Two logs that are read at once can tell of the
 * same losses (the kernel's lines by journald and by syslog), and nothing in such a line tells it
 * from another: what one log alone says is certain, so the total is that of the log with the most.
 */
export class Losses {
  readonly #byOrigin = new Map<string, number>();

  add({ records }: LostRecord, { label }: Origin): void {
    this.#byOrigin.set(label, this.of(label) + records);
  }

  /** At least so many records are missing. */
  get total(): number {
    return Math.max(0, ...this.#byOrigin.values());
  }

  /** At least so many are missing in the log of that label. */
  of(label: string): number {
    return this.#byOrigin.get(label) ?? 0;
  }

  clear(): void {
    this.#byOrigin.clear();
  }
}
