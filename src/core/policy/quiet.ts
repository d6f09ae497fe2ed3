import type { Arch } from '../abi/types';
import type { Span } from '../text/span';
import { CallAliases } from './call-aliases';
import { Finder } from './finder';
import type { FilterDraft } from './filters';
import type { Items } from './items';
import type { Policy } from './model';
import { holding, offsetsIn } from './offsets';
import { outermostOf } from './outermost';
import { Reader } from './reader';
import { addWords, hasOne } from './said-words';
import type { SourceParts } from './sources';
import { lexed } from './tokens';
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
  readonly filters: readonly FilterDraft[];
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
  const places = [...offsetsIn(policy), ...finder.places(), ...reader.makers.places()];
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
 * What a function says with another body, read as the whole source would be; null where it is not as
 * quiet with that.
 * @param text the whole text, changed
 * @param fn the function as it stands in it
 */
export function wordsIfQuiet(
  fn: QuietFunction,
  text: string,
  { telling }: Quiet,
  arch: Arch,
): ReadonlySet<string> | null {
  const own = text.slice(fn.start, fn.end);
  const { root, comments, errors, isWhole, hopeless } = lexed(own, fn.start);
  if (errors.length > 0 || !isWhole || hopeless !== null) return null;
  const words = addWords(root.inner, new Set(), new Set());
  if (hasOne(words, telling)) return null;
  const part = { path: null, start: 0, line: 1, root, modules: [] };
  const sources: SourceParts = {
    text,
    parts: [part],
    comments,
    errors,
    hopeless,
    unexpanded: [],
    isAsWritten: true,
    followed: new Set<string>(),
    at: () => part,
  };
  const reader = new Reader(sources, arch);
  const finder = new Finder(reader);
  const { functions, constants, uses, macros, tooDeep } = walk(
    root,
    text,
    finder.visit.bind(finder),
  );
  const [only, more] = functions;
  const isQuiet =
    only?.name === fn.name &&
    only.end === fn.end &&
    !more &&
    constants.length + uses.length + macros.size === 0 &&
    tooDeep === null &&
    finder.places().length === 0 &&
    reader.problems.length === 0 &&
    reader.makers.places().length === 0 &&
    reader.makers.names().length === 0;
  return isQuiet ? words : null;
}
