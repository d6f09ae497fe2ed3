import type { RefusalRecord } from '../core/records/record';
import { RepeatedRefusal } from '../core/records/repeated-refusal';
import { trapObject } from '../core/traps/trap-object';
import type { Origin, Trap } from '../core/traps/trap';
import type { ByteBlock } from './byte-block';
import { EventTemplate, type Field, type Place } from './event-template';
import { safeJson } from './output';

/** The fields of JSON that are made of these, with what stands around them; `raw` of several. */
const MADE_OF: Readonly<
  Record<string, (record: RepeatedRefusal) => readonly (string | readonly [Field])[]>
> = {
  line: () => [['line']],
  time: () => ['"', ['time'], '"'],
  pid: () => [['pid']],
  ip: () => ['"0x', ['ip'], '"'],
  raw: ({ texts: { body, tail } }) => [
    ...(['"', ['before'], ['seconds'], '.', ['milliseconds'], ':', ['serial']] as const),
    ...([['after'], ['pid'], inner(body), ['ip'], `${inner(tail)}"`] as const),
  ],
};

interface Layout {
  readonly trap: Trap;
  readonly origin: Origin;
  /** By turns what is the same, and what differs. */
  readonly parts: readonly (Uint8Array | Field)[];
  template: EventTemplate | null;
}

/**
 * Events as lines of JSON: of records that are alike the same bytes but for what differs in them. What
 * comes out is what `trapObject` makes.
 */
export class EventJson {
  readonly #layouts = new WeakMap<RefusalRecord, Layout>();
  /** The last second as an ISO time, up to its fraction; and the last texts of records as JSON. */
  readonly #second = new Latest((second: number) =>
    new Date(second * 1000).toISOString().slice(0, -'000Z'.length),
  );
  readonly #before = new Latest(inner);
  readonly #after = new Latest(inner);

  write(block: ByteBlock, trap: Trap, record: RefusalRecord, origin: Origin): void {
    if (!(record instanceof RepeatedRefusal) || trap.parts !== undefined) {
      block.text(safeJson(trapObject(trap, { record, origin }, 1)));
      return;
    }
    let layout = this.#layouts.get(record.like);
    if (layout?.trap !== trap || layout.origin !== origin) {
      const parts = partsOf(trapObject(trap, { record, origin }, 1), record);
      layout = { trap, origin, parts, template: null };
      this.#layouts.set(record.like, layout);
    }
    if (layout.template?.write(block, record, this.#second.of(record.seconds))) return;
    layout.template = this.#writeParts(block, layout.parts, record);
  }

  /** @returns the line, for others like it */
  #writeParts(block: ByteBlock, parts: Layout['parts'], record: RepeatedRefusal): EventTemplate {
    const start = block.length;
    const places: Place[] = [];
    for (const part of parts) {
      if (typeof part !== 'string') {
        block.bytes(part);
        continue;
      }
      const at = block.length;
      this.#field(block, part, record);
      places.push({ field: part, at: at - start, length: block.length - at });
    }
    return new EventTemplate(block.since(start), places, record);
  }

  #field(block: ByteBlock, field: Field, record: RepeatedRefusal): void {
    switch (field) {
      case 'time':
        block.bytes(this.#second.of(record.seconds));
        block.decimal(record.milliseconds, 3);
        block.text('Z');
        break;
      case 'ip':
        block.text(record.ip.slice(2));
        break;
      case 'before':
        block.bytes(this.#before.of(record.before));
        break;
      case 'after':
        block.bytes(this.#after.of(record.after));
        break;
      case 'milliseconds':
        block.decimal(record.milliseconds, 3);
        break;
      default:
        block.decimal(record[field]);
    }
  }
}

/** The bytes of a text that is mostly made of the same as the last time. */
class Latest<T> {
  #of: T | undefined;
  #bytes: Uint8Array = new Uint8Array();

  constructor(private readonly textOf: (of: T) => string) {}

  of(of: T): Uint8Array {
    if (of !== this.#of) this.#bytes = Buffer.from(this.textOf(of));
    this.#of = of;
    return this.#bytes;
  }
}

function partsOf(object: object, record: RepeatedRefusal): (Uint8Array | Field)[] {
  const parts: (Uint8Array | Field)[] = [];
  let same = '{';
  const close = (): void => {
    if (same !== '') parts.push(Buffer.from(same));
    same = '';
  };
  for (const [i, [key, value]] of Object.entries(object).entries()) {
    same += `${i === 0 ? '' : ','}${JSON.stringify(key)}:`;
    for (const piece of MADE_OF[key]?.(record) ?? [safeJson(value)]) {
      if (typeof piece === 'string') {
        same += piece;
        continue;
      }
      close();
      parts.push(piece[0]);
    }
  }
  same += '}';
  close();
  return parts;
}

/** What stands between the quotes in JSON. */
function inner(text: string): string {
  return safeJson(text).slice(1, -1);
}
