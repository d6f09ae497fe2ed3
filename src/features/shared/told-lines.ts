import type { LogRecord } from '../../core/records/record';

/** So many lines are remembered at most. */
const KEPT = 20_000;

/**
 * The lines of records that were read in the whole output of a command. What a problem matcher finds
 * in the same output is no news: newer editors give the output of some tasks in both ways.
 */
export class ToldLines {
  readonly #lines = new Set<string>();

  add(records: readonly LogRecord[]): void {
    for (const { raw } of records) {
      if (this.#lines.size >= KEPT) this.#lines.clear();
      for (const line of raw.split('\n')) this.#lines.add(line);
    }
  }

  has(line: string): boolean {
    return this.#lines.has(line);
  }

  /** Another command may print the same, and nobody may have told of that. */
  forget(): void {
    this.#lines.clear();
  }
}
