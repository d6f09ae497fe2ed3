import type { Span } from '../text/span';
import type { Policy } from './model';
import { Obstacles } from './obstacles';

/** A stretch of a source that another takes the place of, where nothing of the source's policy stands. */
export interface Change {
  readonly old: Span;
  /** How much longer the text is then, in UTF-16 units, and by how many lines. */
  readonly by: number;
  readonly lines: number;
}

/** What holds an offset, in all of the model. */
const OFFSETS: ReadonlySet<string> = new Set(['start', 'end', 'comma', 'at']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * A policy as it stands in a text that is another in one stretch. What stands before it is shared.
 * @param text the whole text, changed, without an error of syntax
 */
export function movedPolicy(policy: Policy, text: string, change: Change): Policy {
  const moved = new Mover(change, policy.text.length).moved(policy);
  return { ...moved, text, obstacles: new Obstacles(() => moved.problems) };
}

class Mover {
  /** What one object was, it is in all places. */
  readonly #known = new Map<object, object>();

  /** @param length of the source itself: beyond it stand files whose lines are their own */
  constructor(
    private readonly change: Change,
    private readonly length: number,
  ) {}

  moved<T extends object>(one: T): T {
    const known = this.#known.get(one);
    if (known) return known as T;
    const other = Array.isArray(one) ? this.#list(one) : this.#fields(one as Fields);
    this.#known.set(one, other);
    return other as T;
  }

  #list(list: readonly unknown[]): readonly unknown[] {
    const made = list.map((one) => this.#value('', one));
    return made.some((one, at) => one !== list[at]) ? made : list;
  }

  #fields(fields: Fields): Fields {
    let made: Record<string, unknown> | null = null;
    for (const key in fields) {
      const value = fields[key];
      const other = key === 'line' ? this.#line(fields) : this.#value(key, value);
      if (other === value) continue;
      made ??= { ...fields };
      made[key] = other;
    }
    return made ?? fields;
  }

  #value(key: string, value: unknown): unknown {
    if (typeof value === 'object' && value !== null) return this.moved(value);
    return typeof value === 'number' && OFFSETS.has(key) ? this.#offset(value) : value;
  }

  #offset(offset: number): number {
    return offset < this.change.old.end ? offset : offset + this.change.by;
  }

  #line({ line, span }: Fields): unknown {
    const { start } = span as Span;
    const isBehind = start >= this.change.old.end && start <= this.length;
    return isBehind ? Number(line) + this.change.lines : line;
  }
}
