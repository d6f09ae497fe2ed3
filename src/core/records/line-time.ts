/** Time zones differ by whole quarters of an hour: so much of a local time is known in all of them. */
const QUARTER_SECONDS = 900;

/** What a line says of its time; both null where it says nothing. */
export interface LineTime {
  /** Milliseconds since the epoch. */
  readonly time: number | null;
  /** Of a local time of unknown zone, the seconds into the quarter of an hour. */
  readonly clock: number | null;
}

/** How much before a message a log's own time may stand. */
const REACH = 200;

/** `2023-11-14T22:13:20.123456+0100`, as journalctl and rsyslog write it; also with a space and UTC. */
const ISO = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)([.,]\d{1,9})?(Z|[+-]\d\d:?\d\d| UTC\b)/g;
const CLOCK = /\b\d\d:(\d\d):(\d\d)\b/g;
/** `journalctl -o short-unix` begins its lines so. */
const UNIX = /^(\d{9,11})\.(\d{1,9}) /;

/**
 * The time that the log gave a message which begins at `end` of the line: the last one before it.
 * Without a zone only the clock is known; a date in whatever language is not looked at.
 */
export function timeBefore(text: string, end: number): LineTime {
  const before = text.slice(Math.max(0, end - REACH), end);
  const iso = [...before.matchAll(ISO)].at(-1);
  if (iso) return { time: isoTime(iso), clock: null };
  const clock = [...before.matchAll(CLOCK)].at(-1);
  if (clock) {
    return { time: null, clock: quarterClock(clock[1] ?? '', clock[2] ?? '') };
  }
  const unix = UNIX.exec(before);
  return { time: unix ? epochTime(unix[1] ?? '', unix[2] ?? '') : null, clock: null };
}

function isoTime([, day, seconds, fraction = '', zone = '']: RegExpExecArray): number | null {
  const offset = zone === ' UTC' ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  const whole = Date.parse(`${day}T${seconds}${offset}`);
  return Number.isNaN(whole) ? null : whole + milliseconds(fraction.slice(1));
}

/** Milliseconds since the epoch of `SECONDS.FRACTION`. */
export function epochTime(seconds: string, fraction: string): number {
  return Number(seconds) * 1000 + milliseconds(fraction);
}

/** Seconds into the quarter of an hour of a local time, with its fraction where one is given. */
export function quarterClock(minutes: string, seconds: string, fraction = ''): number {
  return (
    ((Number(minutes) * 60 + Number(seconds)) % QUARTER_SECONDS) + milliseconds(fraction) / 1000
  );
}

function milliseconds(fraction: string): number {
  return Number(fraction.padEnd(3, '0').slice(0, 3));
}
