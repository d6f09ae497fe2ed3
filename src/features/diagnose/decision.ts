import { rowsFor } from '../../core/diagnose/review';
import type { Choice, Review, ReviewRow } from '../../core/diagnose/events';

/** What a person has decided so far in a review. */
export class Decision {
  /** Which remedy is taken where a row is ticked; null where it has none. */
  readonly #ways: (number | null)[] = [];
  readonly #ticked: boolean[] = [];
  #isWhole = false;

  constructor(readonly review: Review) {
    this.#take(review.rows);
  }

  /** The refused calls; after them, where they are shown, the requests that nothing refused. */
  get rows(): readonly ReviewRow[] {
    return rowsFor(this.review, this.choices);
  }

  /** Whether the requests that nothing refused are shown too. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get choices(): readonly Choice[] {
    return this.#ways.map((way, at) => (this.#ticked[at] ? (way ?? 'skip') : 'skip'));
  }

  /** The source as it would be. */
  get proposed(): string {
    return this.review.preview(this.choices);
  }

  isTicked(at: number): boolean {
    return this.#ticked[at] ?? false;
  }

  way(at: number): number | null {
    return this.#ways[at] ?? null;
  }

  /** @returns whether it is as asked: a row without a remedy cannot be ticked */
  tick(at: number, on: boolean): boolean {
    this.#ticked[at] = on && this.way(at) !== null;
    return this.#ticked[at] === on;
  }

  /** Takes another remedy of a row, and ticks it; or skips the row. */
  choose(at: number, choice: Choice): void {
    if (choice !== 'skip') this.#ways[at] = choice;
    this.#ticked[at] = choice !== 'skip';
  }

  /** Shows the requests that nothing refused, or hides them with their ticks. */
  toggleWhole(): void {
    this.#isWhole = !this.#isWhole;
    if (this.#isWhole) this.#take(this.review.others);
    else this.#ways.length = this.#ticked.length = this.review.rows.length;
  }

  #take(rows: readonly ReviewRow[]): void {
    this.#ways.push(
      ...rows.map((row) => (row.remedies.length === 0 ? null : (row.preselected ?? 0))),
    );
    this.#ticked.push(...rows.map(({ preselected }) => preselected !== null));
  }
}
