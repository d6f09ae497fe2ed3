import { addTo } from './add-to';
import type { FilterDraft } from './filters';
import { firstIndex } from './first-index';
import type { FnItem } from './items';
import type { ListDraft } from './join';
import type { Made } from './made-from';
import { isMark, isWord } from './syntax';
import type { Token } from './tokens';

/** The lists that a filter may be made of, found by what leads from it to them: all others are not asked. */
export class Candidates {
  private readonly byFn = new Map<FnItem | null, number[]>();
  private readonly byLoop = new Map<readonly Token[], number[]>();
  private readonly byType = new Map<string, number[]>();
  private readonly byBinding = new Map<string, number[]>();
  /** Of those that stand in no function. */
  private readonly byName = new Map<string, number[]>();
  /** In the order of the text, which may be another one than theirs. */
  private readonly places: readonly { readonly start: number; readonly nth: number }[];

  constructor(private readonly lists: readonly ListDraft[]) {
    for (const [nth, { list, scope, type, loop }] of lists.entries()) {
      addTo(this.byFn, scope.fn, nth);
      if (loop) addTo(this.byLoop, loop.body, nth);
      if (type !== null) addTo(this.byType, type, nth);
      if (scope.binding !== null) addTo(this.byBinding, scope.binding, nth);
      if (!scope.fn) addTo(this.byName, list.name, nth);
    }
    this.places = lists
      .map(({ list: { span } }, nth) => ({ start: span.start, nth }))
      .sort((a, b) => a.start - b.start);
  }

  /** All lists that `feeds` can be true of, in their order. */
  of({ list, scope: { fn }, takes }: FilterDraft, made: Made): ListDraft[] {
    const found = new Set(this.within(list));
    const add = <K>(by: ReadonlyMap<K, readonly number[]>, key: K): void => {
      for (const nth of by.get(key) ?? []) found.add(nth);
    };
    if (fn) {
      add(this.byFn, fn);
      add(this.byLoop, fn.body);
    }
    for (const one of made.functions) add(this.byFn, one);
    for (const one of made.variables.keys()) add(this.byFn, one);
    for (const name of made.names) add(this.byName, name);
    for (const type of takes) add(this.byType, type);
    for (const name of fieldsIn(list.tokens)) add(this.byBinding, name);
    return [...found].sort((a, b) => a - b).flatMap((nth) => this.lists[nth] ?? []);
  }

  private within({ start, end }: FilterDraft['list']): number[] {
    const { places } = this;
    const from = (offset: number): number =>
      firstIndex(places.length, (at) => (places[at]?.start ?? 0) >= offset);
    return places.slice(from(start), from(end)).map(({ nth }) => nth);
  }
}

/** The names in `self.name`. */
function fieldsIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, at) => {
    const name = tokens[at + 2];
    const isOne = isWord(token, 'self') && isMark(tokens[at + 1], '.') && name?.kind === 'word';
    return isOne ? [name.text] : [];
  });
}
