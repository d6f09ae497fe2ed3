import type { RefusalRecord } from '../core/records/record';
import { trapObject } from '../core/traps/trap-object';
import type { Origin, Trap } from '../core/traps/trap';
import { safeJson } from './output';

/** What differs between records that are alike, as JSON of printable ASCII; see `RefusalRecord.like`. */
const DIFFERENT: Readonly<Record<string, (record: RefusalRecord, time: string) => string>> = {
  line: ({ line }) => String(line),
  time: (_, time) => time,
  pid: ({ pid }) => String(pid),
  ip: ({ ip }) => `"${ip ?? ''}"`,
  raw: ({ raw }) => JSON.stringify(raw),
};

interface Layout {
  readonly trap: Trap;
  readonly origin: Origin;
  /** By turns what is the same, and the name of what differs. */
  readonly parts: readonly string[];
}

/**
 * Events as lines of JSON: of records that are alike the same text but for what differs in them. What
 * comes out is what `trapObject` makes.
 */
export class EventJson {
  readonly #layouts = new WeakMap<RefusalRecord, Layout>();
  #second = NaN;
  /** The last second as an ISO time, up to its fraction. */
  #secondText = '';

  textOf(trap: Trap, record: RefusalRecord, origin: Origin): string {
    const { like, time } = record;
    if (like === undefined || time === null || trap.parts !== undefined) {
      return safeJson(trapObject(trap, { record, origin }, 1));
    }
    let layout = this.#layouts.get(like);
    if (layout?.trap !== trap || layout.origin !== origin) {
      layout = { trap, origin, parts: partsOf(trapObject(trap, { record, origin }, 1)) };
      this.#layouts.set(like, layout);
    }
    const iso = this.#isoOf(time);
    const { parts } = layout;
    let text = parts[0] ?? '';
    for (let i = 1; i < parts.length; i += 2) {
      text += (DIFFERENT[parts[i] ?? '']?.(record, iso) ?? '') + (parts[i + 1] ?? '');
    }
    return text;
  }

  /** As `toISOString`, which is asked once a second. */
  #isoOf(time: number): string {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) {
      this.#secondText = new Date(second * 1000).toISOString().slice(0, -'000Z'.length);
      this.#second = second;
    }
    return `"${this.#secondText}${String(time - second * 1000).padStart(3, '0')}Z"`;
  }
}

function partsOf(object: object): string[] {
  const parts: string[] = [];
  let same = '{';
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    same += `${same.endsWith('{') ? '' : ','}${JSON.stringify(key)}:`;
    if (Object.hasOwn(DIFFERENT, key)) {
      parts.push(same, key);
      same = '';
    } else same += safeJson(value);
  }
  return [...parts, `${same}}`];
}
