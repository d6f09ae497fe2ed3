import type { ActionName, Arch } from '../abi/types';
import { Candidates } from './candidates';
import { cfgOn } from './cfg';
import type { EntryDraft } from './entries';
import { enforcedOf, polarityOf, type FilterDraft } from './filters';
import { Inclusions } from './inclusions';
import type { FnItem, Scope } from './items';
import type { Allowlist, Filter, Included, Polarity } from './allowlist';
import { madeFrom, type Made } from './made-from';
import { mentions } from './mentions';
import type { Loop } from './made/loops';
import type { Functions } from './reach';
import { Servants } from './serves';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';
import { generationAt, generationsAt, isAmong } from './variables';

/** A list whose filter is not known, and whose entries' helpers are not followed yet. */
export interface ListDraft {
  readonly list: Omit<
    Allowlist,
    'entries' | 'filter' | 'filters' | 'includes' | 'polarity' | 'serves'
  >;
  readonly entries: readonly EntryDraft[];
  readonly scope: Scope;
  /** What libseccomp is to do with its calls; null where the filter tells. */
  readonly answer: ActionName | null;
  /** What is done with each of its elements. */
  readonly loop: Loop | null;
  /** The type of the file whose methods fill it. */
  readonly type: string | null;
  /** Whether every entry says itself that it lets through: `allow_syscall!(…)`. */
  readonly allows: boolean;
}

/** A list with what its filters make of it. */
export interface JoinedList {
  readonly draft: ListDraft;
  readonly filter: Filter | null;
  readonly filters: readonly Filter[];
  readonly polarity: Polarity;
  readonly includes: readonly Included[];
  readonly serves: readonly string[];
}

/** Tells which lists go into which filters, by what each filter's first argument is made from. */
export function joinFilters(
  lists: readonly ListDraft[],
  filters: readonly FilterDraft[],
  functions: Functions,
  arch: Arch,
): { lists: JoinedList[]; filters: Filter[] } {
  const candidates = new Candidates(lists);
  const full = filters
    .map((draft) => {
      const made = madeFrom(draft.list.tokens, draft.scope.fn, functions);
      const fed = candidates.of(draft, made).filter((list) => feeds(list, draft, made));
      const own = withoutNamesakes(fed, draft.filter.file);
      const names = [...new Set(own.map(({ list }) => list.name))];
      return { own, filter: { ...draft.filter, lists: names } };
    })
    .sort((a, b) => a.filter.span.start - b.filter.span.start);
  const filtersOf = new Map<ListDraft, Filter[]>(lists.map((draft) => [draft, []]));
  for (const { own, filter } of full) for (const draft of own) filtersOf.get(draft)?.push(filter);
  const serves = new Servants(functions, arch).of(lists);
  const inclusions = new Inclusions(lists, functions);
  return {
    filters: full.map(({ filter }) => filter),
    lists: lists.map((draft, at) => {
      const mine = (filtersOf.get(draft) ?? [])
        .map((filter) => calledBy(filter, draft))
        .map((filter) =>
          draft.answer === null || draft.answer === 'allow'
            ? filter
            : { ...filter, match: draft.answer },
        );
      const alive = mine.filter(({ cfg }) => cfgOn(cfg, arch) !== 'false');
      const refused = draft.answer !== null && draft.answer !== 'allow';
      return {
        draft,
        filters: mine,
        filter: strictest(alive) ?? mine[0] ?? null,
        serves: serves[at] ?? [],
        includes: inclusions.of(draft),
        polarity: refused ? 'deny' : polarityIn(draft, alive.length > 0 ? alive : mine),
      };
    }),
  };
}

/** A type of the filter's own file is meant by its name before those of other files are. */
function withoutNamesakes(fed: readonly ListDraft[], file: string | null): readonly ListDraft[] {
  const here = fed.filter(({ type, list }) => type !== null && list.file === file);
  const types = new Set(here.map(({ type }) => type));
  return fed.filter(({ type, list }) => list.file === file || !types.has(type));
}

/** A filter whose mismatch action its callers give, as the function of a list gives it. */
function calledBy(filter: Filter, { scope }: ListDraft): Filter {
  const start = scope.fn?.start;
  if (filter.mismatch !== null || start === undefined) return filter;
  const own = filter.mismatchSites.filter(({ holder }) => holder?.span.start === start);
  const mismatch = enforcedOf(own);
  return mismatch === null ? filter : { ...filter, mismatch };
}

/** The filter that a program runs with, and not the one that it can be told to log with. */
function strictest(filters: readonly Filter[]): Filter | undefined {
  const lax = (filter: Filter): boolean =>
    filter.mismatch === 'log' && filters.some(({ mismatch }) => mismatch !== 'log');
  return filters.find((filter) => !lax(filter));
}

function polarityIn({ allows }: ListDraft, filters: readonly Filter[]): Polarity {
  const told = agreed(filters);
  return told === 'unknown' && allows ? 'allow' : told;
}

function agreed(filters: readonly Filter[]): Polarity {
  // A filter in which listed and unlisted calls end alike, such as the one that only logs, has no say.
  const kinds = new Set(filters.map(polarityOf).filter((kind) => kind !== 'unknown'));
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'unknown';
}

/**
 * Whether a list goes into a filter.
 * @param made what the filter's first argument is made from
 */
export function feeds(
  { list, scope, answer, type, loop }: ListDraft,
  filter: FilterDraft,
  made: Made,
): boolean {
  // A filter of libseccomp is what its rules are added to.
  const isAdded = answer !== null && scope.fn !== null && scope.binding !== null;
  if (isAdded && scope.fn === filter.scope.fn && scope.binding === filter.scope.binding)
    return true;
  const into = loop?.receiver ?? null;
  const looping = filter.scope.fn;
  if (into !== null && looping && loop?.body === looping.body) {
    const { words } = mentions(filter.list.tokens);
    const living = generationsAt(looping, into, filter.list.start);
    if (into === filter.scope.binding) return true;
    if (words.includes(into) && isAmong(living, generationAt(looping, into, loop.at))) return true;
  }
  const inside = (outer: { start: number; end: number }): boolean =>
    outer.start <= list.span.start && list.span.end <= outer.end;
  if (inside(filter.list)) return true;
  if (inside(filter.filter.span)) return false;
  if (type !== null && filter.scope.fn !== scope.fn && filter.takes.has(type)) return true;
  if (scope.fn === null) return made.names.has(list.name);
  const { fn, binding } = scope;
  if (binding !== null && made.variables.get(fn)?.has(binding) === true) {
    if (fn !== filter.scope.fn) return true;
    const living = generationsAt(fn, binding, filter.list.start);
    return isAmong(living, generationAt(fn, binding, list.layout.body.start));
  }
  if (binding !== null && isField(filter.list.tokens, binding)) {
    if (!isLocal(fn, binding) || makesSelfOf(fn, binding)) return true;
  }
  return fn !== filter.scope.fn && made.functions.has(fn);
}

/** Whether tokens hold `self.name`. */
function isField(tokens: readonly Token[], name: string): boolean {
  return tokens.some(
    (token, at) =>
      isWord(token, 'self') && isMark(tokens[at + 1], '.') && isWord(tokens[at + 2], name),
  );
}

/** Whether a function gives a variable to the field of its name: `Self { rules }`. */
function makesSelfOf({ body }: FnItem, name: string): boolean {
  const queue: (readonly Token[])[] = [body];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (const [at, token] of some.entries()) {
      if (!isGroup(token)) continue;
      queue.push(token.inner);
      if (!isGroup(token, '{') || !isWord(some[at - 1], 'Self')) continue;
      const { inner } = token;
      if (inner.some((word, i) => isWord(word, name) && (i === 0 || isMark(inner[i - 1], ',')))) {
        return true;
      }
    }
  }
  return false;
}

function isLocal(fn: FnItem, variable: string): boolean {
  return fn.params.has(variable) || generationAt(fn, variable, Infinity) > 0;
}
