import type { FnItem } from './items';
import type { ListDraft } from './join';
import { madeFrom } from './made-from';
import type { Included } from './allowlist';
import type { Functions } from './reach';
import { holderOf } from './reader';
import type { Token } from './tokens';

/** Tells which functions' lists go into the variable that a list grows in. */
export class Inclusions {
  private readonly holders: ReadonlySet<FnItem>;
  /** Where a function first calls what leads to another one, by both. */
  private readonly places = new Map<FnItem, Map<FnItem, number | null>>();

  constructor(
    lists: readonly ListDraft[],
    private readonly functions: Functions,
  ) {
    this.holders = new Set(lists.flatMap(({ scope: { fn } }) => fn ?? []));
  }

  of({ list, scope: { fn, binding } }: ListDraft): Included[] {
    if (!fn || binding === null || !fn.bindings.some(({ name }) => name === binding)) return [];
    const at = list.span.end;
    const word: Token = { kind: 'word', text: binding, start: at, end: at };
    const made = madeFrom([word], fn, this.functions).functions;
    return [...this.holders].flatMap((other) => {
      const holder = other !== fn && made.has(other) ? holderOf(other) : null;
      return holder ? [{ ...holder, at: this.placeOf(other, fn) }] : [];
    });
  }

  private placeOf(other: FnItem, fn: FnItem): number | null {
    const places = this.places.get(fn) ?? new Map<FnItem, number | null>();
    this.places.set(fn, places);
    const known = places.get(other);
    if (known !== undefined) return known;
    const leads = fn.calls.filter(({ path }) =>
      this.functions
        .resolve(path, fn.modules)
        .some((called) => this.functions.from(called).has(other)),
    );
    const starts = leads.map(({ start }) => start);
    const place = starts.reduce((least, start) => Math.min(least, start), Infinity);
    places.set(other, place === Infinity ? null : place);
    return place === Infinity ? null : place;
  }
}
