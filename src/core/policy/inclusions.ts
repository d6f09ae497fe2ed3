import { addAll } from './add-all';
import type { FnItem } from './items';
import type { ListDraft } from './join';
import { madeFrom } from './made-from';
import type { Included } from './allowlist';
import type { Functions } from './reach';
import { mentions } from './mentions';
import type { Holder } from './places';
import { holderOf } from './reader';
import { isMark, isWord } from './syntax';
import type { Token } from './tokens';

/** Tells which functions' lists go into the variable that a list grows in. */
export class Inclusions {
  /** The functions that lists stand in, numbered in the order of the lists. */
  private readonly holders = new Map<FnItem, Holder & { readonly nth: number }>();
  /** Where the function that was asked of last first calls what leads to each other one. */
  private places: { readonly of: FnItem; readonly starts: ReadonlyMap<FnItem, number> } | null =
    null;

  constructor(
    lists: readonly ListDraft[],
    private readonly functions: Functions,
  ) {
    for (const [nth, { scope }] of lists.entries()) {
      const holder = holderOf(scope.fn);
      if (scope.fn && holder && !this.holders.has(scope.fn)) {
        this.holders.set(scope.fn, { ...holder, nth });
      }
    }
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
    if (made.size === 0) return [];
    const starts = this.startsIn(fn);
    const nthOf = (one: FnItem): number => this.holders.get(one)?.nth ?? 0;
    return [...made]
      .sort((a, b) => nthOf(a) - nthOf(b))
      .flatMap((other) => {
        const holder = other !== fn && this.holders.get(other);
        if (!holder) return [];
        const { name, span } = holder;
        return { name, span, at: starts.get(other) ?? null };
      });
  }

  private startsIn(fn: FnItem): ReadonlyMap<FnItem, number> {
    if (this.places?.of === fn) return this.places.starts;
    const starts = new Map<FnItem, number>();
    for (const { path, start } of fn.calls.toSorted((a, b) => a.start - b.start)) {
      const queue = [...this.functions.resolve(path, fn.modules)];
      for (let next = queue.pop(); next; next = queue.pop()) {
        if (starts.has(next)) continue;
        starts.set(next, start);
        addAll(queue, this.functions.calledIn(next));
      }
    }
    this.places = { of: fn, starts };
    return starts;
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
