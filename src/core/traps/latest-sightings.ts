import type { RefusalRecord } from '../records/record';
import { REPEATED_NUMBERS, RepeatedRefusal } from '../records/repeated-refusal';
import type { Evidence, Origin } from './trap';

/**
 * The latest sightings of a trap. In a busy log they take one another's place, and objects that have got
 * old by then are garbage that only a collection of the whole heap finds: of a record that is like an
 * earlier one the numbers alone are kept, in a row that is used again, and the record is made when it is
 * looked at.
 */
export class LatestSightings {
  /** By row; another one that is the same but for the row's numbers stands for a repeated record. */
  readonly #sightings: Evidence[] = [];
  readonly #numbers: Float64Array;
  #count = 0;

  /** @param most how many are kept */
  constructor(private readonly most: number) {
    this.#numbers = new Float64Array(most * REPEATED_NUMBERS);
  }

  add(record: RefusalRecord, origin: Origin): void {
    const sightings = this.#sightings;
    const row = this.#count % this.most;
    const last = sightings[(row === 0 ? sightings.length : row) - 1];
    this.#count++;
    if (record instanceof RepeatedRefusal) {
      record.write(this.#numbers, row * REPEATED_NUMBERS);
      if (last?.origin === origin && record.hasTextsOf(last.record)) {
        sightings[row] = last;
        return;
      }
    }
    sightings[row] = { record, origin };
  }

  get length(): number {
    return this.#sightings.length;
  }

  /** From the oldest on. */
  all(): Evidence[] {
    const sightings = this.#sightings.map((sighting, row) => {
      const { record, origin } = sighting;
      if (!(record instanceof RepeatedRefusal)) return sighting;
      return { record: record.withNumbers(this.#numbers, row * REPEATED_NUMBERS), origin };
    });
    const oldest = this.#count % sightings.length;
    return [...sightings.slice(oldest), ...sightings.slice(0, oldest)];
  }
}
