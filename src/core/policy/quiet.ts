import type { Arch } from '../abi/types';
import type { Span } from '../text/span';
import { CallAliases } from './call-aliases';
import { Finder } from './finder';
import type { FnItem, Items } from './items';
import type { Policy } from './model';
import { isOfHyperlight } from './registrations';
import { Reader } from './reader';
import type { SourceParts } from './sources';
import { lexed, type Token } from './tokens';
import { walk } from './walk';

/** A function that has no part in what is read of its file: nothing leads from there to it, or back. */
export interface QuietFunction extends Span {
  readonly name: string;
  /** The offset of its opening brace. */
  readonly bodyStart: number;
}

/** What a body must not say to have no part in what is read. */
export interface Quiet {
  readonly functions: readonly QuietFunction[];
  /** Names by which something leads to the functions and lists that are read. */
  readonly telling: ReadonlySet<string>;
}

/** What is known of a source when it is read. */
export interface Known {
  readonly reader: Reader;
  readonly finder: Finder;
  /** Of the source itself, then of other files. */
  readonly items: readonly Items[];
  readonly policy: Policy;
}

const NONE: Quiet = { functions: [], telling: new Set() };

/**
 * The functions of a source whose bodies can be changed without its policy being another. Names alone
 * tell: a function is not quiet if anything stands in it, if it says a name of one that is not, or if
 * such a one, or what stands outside of functions, says its own.
 */
export function quietIn(known: Known): Quiet {
  const { reader, finder, policy } = known;
  const [items, ...others] = known.items;
  const { sources } = reader;
  if (!items || items.tooDeep || sources.errors.length > 0) return NONE;
  if (!sources.isAsWritten || CallAliases.areIn(sources.text)) return NONE;
  const outermost = outermostOf(items.functions);
  const places = [...placesIn(policy), ...finder.places(), ...reader.makers.places()];
  const problems = reader.problems.map(({ span }) => span);
  const declared = [...items.functions, ...items.constants, ...items.uses, ...problems];
  const isHolding = holding([...places, ...declared.map(({ start }) => start)]);
  const inner = new Set(items.functions);
  for (const fn of outermost) inner.delete(fn);
  const telling = new Set([
    ...reader.makers.names(),
    ...[...inner].map(({ name }) => name),
    ...policy.lists.flatMap(({ name, serves }) => [name, ...serves]),
    ...policy.elsewhere.flatMap(({ name, serves }) => [name, ...serves]),
    ...others.flatMap(({ functions }) => functions.map(({ name }) => name)),
    ...known.items.flatMap(({ macros }) => [...macros]),
  ]);
  const said = new Set<string>();
  const bodies = new Set(outermost.map(({ body }) => body));
  for (const { root } of sources.parts) addWords(root.inner, bodies, said);
  let quiet = outermost.map((fn) => ({ fn, words: addWords(fn.body, new Set(), new Set()) }));
  for (let before = -1; before !== quiet.length;) {
    before = quiet.length;
    quiet = quiet.filter(({ fn, words }) => {
      const { name, bodyStart, end } = fn;
      const isQuiet =
        !isHolding({ start: bodyStart, end }) &&
        !words.has('macro_rules') &&
        !said.has(name) &&
        !telling.has(name) &&
        !hasOne(words, telling);
      if (isQuiet) return true;
      telling.add(name);
      for (const word of words) said.add(word);
      return false;
    });
  }
  const functions = quiet.map(({ fn: { name, start, bodyStart, end } }) => ({
    name,
    start,
    bodyStart,
    end,
  }));
  return { functions, telling };
}

/**
 * Whether a function is as quiet with another body, read as the whole source would be.
 * @param text the whole text, changed
 * @param fn the function as it stands in it
 */
export function isStillQuiet(
  fn: QuietFunction,
  text: string,
  { telling }: Quiet,
  arch: Arch,
): boolean {
  const own = text.slice(fn.start, fn.end);
  if (CallAliases.areIn(own) || isOfHyperlight(own)) return false;
  const { root, comments, errors, isWhole } = lexed(own, fn.start);
  if (errors.length > 0 || !isWhole) return false;
  if (hasOne(addWords(root.inner, new Set(), new Set()), telling)) return false;
  const part = { path: null, start: 0, line: 1, root, modules: [] };
  const sources: SourceParts = {
    ...{ text, parts: [part], comments, errors, unexpanded: [], isAsWritten: true },
    ...{ followed: new Set<string>(), at: () => part },
  };
  const reader = new Reader(sources, arch);
  const finder = new Finder(reader);
  const { functions, constants, uses, macros, tooDeep } = walk(
    root,
    text,
    finder.visit.bind(finder),
  );
  const [only, more] = functions;
  return (
    only?.name === fn.name &&
    only.end === fn.end &&
    !more &&
    constants.length + uses.length + macros.size === 0 &&
    tooDeep === null &&
    finder.places().length === 0 &&
    reader.problems.length === 0 &&
    reader.makers.places().length === 0 &&
    reader.makers.names().length === 0
  );
}

function outermostOf(functions: readonly FnItem[]): FnItem[] {
  let behind = -1;
  return functions
    .toSorted((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      if (start < behind) return false;
      behind = end;
      return true;
    });
}

/** Tells whether one of some offsets lies in a stretch. */
function holding(offsets: readonly number[]): (span: Span) => boolean {
  const sorted = Float64Array.from(offsets).sort();
  return ({ start, end }) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (sorted[low] ?? Infinity) < end;
  };
}

/** The offsets at which all that a policy holds begins. */
function placesIn(policy: Policy): number[] {
  const found: number[] = [];
  const seen = new Set<object>();
  const queue: object[] = [policy];
  for (let one = queue.pop(); one; one = queue.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    for (const [key, value] of Object.entries(one) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) queue.push(value);
      else if (key === 'start' && typeof value === 'number') found.push(value);
    }
  }
  return found;
}

/** Adds the words of tokens, but for names that functions are declared by. @returns the set */
function addWords(
  tokens: readonly Token[],
  except: ReadonlySet<readonly Token[]>,
  words: Set<string>,
): Set<string> {
  const queue: (readonly Token[])[] = [tokens];
  for (let some = queue.pop(); some; some = queue.pop()) {
    let isDeclared = false;
    for (const token of some) {
      if (token.kind === 'group') {
        if (!except.has(token.inner)) queue.push(token.inner);
      } else if (token.kind === 'word' && !isDeclared) words.add(token.text);
      else if (token.kind === 'literal') words.add(token.text.slice(1, -1));
      isDeclared = token.kind === 'word' && token.text === 'fn';
    }
  }
  return words;
}

function hasOne(words: ReadonlySet<string>, telling: ReadonlySet<string>): boolean {
  for (const word of words) if (telling.has(word)) return true;
  return false;
}
