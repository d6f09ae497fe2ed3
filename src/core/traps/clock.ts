/**
 * Times of records that were printed by different clocks. A record has its event's time, or only a
 * time of day of an unknown zone: zones differ by whole quarters of an hour, so the seconds into the
 * quarter are what every record can be compared by.
 */

/** Seconds in a quarter of an hour. */
export const QUARTER = 900;

/** How far two clocks that saw one event may be apart, in seconds. */
export const CLOCK_SLACK = 2;

/** What a record says of when it was; see `RefusalRecord.time` and `clock`. */
export interface Timed {
  readonly time: number | null;
  readonly clock?: number | null;
}

/**
 * Seconds into the quarter, with their fraction where it is known; null where nothing is.
 */
export function clockOf({ time, clock }: Timed): number | null {
  return time === null ? (clock ?? null) : (time / 1000) % QUARTER;
}

/** Whether both can be of one event; what is not known contradicts nothing. */
export function clocksAgree(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  const apart = Math.abs(Math.floor(a) - Math.floor(b));
  return Math.min(apart, QUARTER - apart) <= CLOCK_SLACK;
}

/** When something was, as far as that is known. */
export interface Moment {
  /** Whole seconds since the epoch. */
  readonly second: number | null;
  /** Whole seconds into the quarter; known wherever `second` is. */
  readonly clock: number | null;
}

/** @param arrived when a live stream delivered the record, milliseconds since the epoch */
export function momentOf(record: Timed, arrived: number | null): Moment {
  const clock = clockOf(record);
  const time = record.time ?? (clock === null ? arrived : null);
  if (time === null) return { second: null, clock: clock && Math.floor(clock) };
  const second = Math.floor(time / 1000);
  return { second, clock: second % QUARTER };
}

/** Whether both can be of one event; what is not known contradicts nothing. */
export function momentsAgree(a: Moment, b: Moment): boolean {
  return a.second !== null && b.second !== null
    ? Math.abs(a.second - b.second) <= CLOCK_SLACK
    : clocksAgree(a.clock, b.clock);
}
