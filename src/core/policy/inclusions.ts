import type { FnItem } from './items';
import type { ListDraft } from './join';
import { madeFrom } from './made-from';
import type { Included } from './allowlist';
import type { Functions } from './reach';
import { mentions } from './mentions';
import { holderOf } from './reader';
import { isMark, isWord } from './syntax';
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
    if (!fn) return [];
    const isBound = binding !== null && fn.bindings.some(({ name }) => name === binding);
    const at = list.span.end;
    const tokens: readonly Token[] = isBound
      ? [{ kind: 'word', text: binding, start: at, end: at }]
      : togetherWith(fn, at);
    if (tokens.length === 0) return [];
    const made = madeFrom(tokens, fn, this.functions).functions;
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

/**
 * What a function gives back, where that is a list put together with others, `[base(), vec![…]].concat()`;
 * nothing where the list at an offset is no part of it, or one of several that it chooses among.
 */
function togetherWith({ body }: FnItem, offset: number): readonly Token[] {
  const end = body.findLastIndex((token) => isMark(token, ';'));
  const tokens = body.slice(end + 1);
  const [first] = tokens;
  if (!first || offset < first.start || isWord(first, 'match') || isWord(first, 'if')) return [];
  const adds = tokens.some((token, at) => isWord(token, 'chain') || isConcat(tokens, at));
  return adds && mentions(tokens).calls.length > 0 ? tokens : [];
}

/** `.concat()`, not what else has that name. */
function isConcat(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at], 'concat') && isMark(tokens[at - 1], '.');
}
