import type { Span } from '../text/span';
import { CallAliases } from './call-aliases';
import type { FnItem, Items } from './items';
import { outermostOf } from './outermost';
import type { Known, QuietFunction } from './quiet';
import { isOfHyperlight } from './registrations';
import { addWords } from './said-words';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';

/** A function, and from where on nothing but it stands: its attributes, and comments before it. */
export interface LoneFunction extends QuietFunction {
  readonly from: number;
  readonly cfg: string | null;
}

/** What tells of a source which of its functions hang together with nothing else in it. */
export interface Lone {
  /** Those that stand in no other one, in the order of the text. */
  readonly functions: readonly LoneFunction[];
  /** Names by which one function leads to another: who says none of them leads nowhere. */
  readonly names: ReadonlySet<string>;
  /** Those of them that something says, so that it may lead to the function. */
  readonly said: ReadonlySet<string>;
}

/** Types whose lists are found by the type's name: extrasafe's. */
const BY_TYPE = 'RuleSet';

/** Whether a text may say of other functions how they are read. */
export function tellsOfOthers(text: string): boolean {
  return CallAliases.areIn(text) || isOfHyperlight(text) || text.includes(BY_TYPE);
}

/**
 * null where something of the source is found by other means than by names of functions and constants:
 * helpers that put calls on lists, methods that share a field, other files, macros, types, words.
 */
export function loneIn(known: Known): Lone | null {
  const { reader, finder, policy, filters } = known;
  const [items, ...others] = known.items;
  const { sources, makers } = reader;
  if (!items || others.length > 0 || items.tooDeep || sources.errors.length > 0) return null;
  if (!sources.isAsWritten || tellsOfOthers(sources.text)) return null;
  if (items.macros.size + sources.unexpanded.length + finder.registrations.length > 0) return null;
  if (makers.names().length + makers.places().length > 0) return null;
  if (items.uses.some(({ owner }) => owner !== null)) return null;
  if (filters.some(({ list }) => saysSelf(list.tokens))) return null;
  if (!isPlain(policy)) return null;
  const outermost = outermostOf(items.functions);
  const froms = fromsOf(outermost, sources.parts[0]?.root);
  if (!froms) return null;
  const names = namesIn(items);
  const words = new Set<string>();
  const whole = sources.parts.map(({ root }) => root.inner);
  for (const tokens of whole) addWords(tokens, new Set(), words);
  const functionNames = new Set(items.functions.map(({ name }) => name));
  const isCalling = items.constants.some(({ owner, value }) => {
    return (
      owner === null &&
      [...addWords(value, new Set(), new Set())].some((word) => functionNames.has(word))
    );
  });
  if (isCalling) return null;
  return {
    functions: outermost.map(({ name, start, bodyStart, end, cfg }, at) => {
      return { name, start, bodyStart, end, cfg, from: froms[at] ?? start };
    }),
    names,
    said: new Set([...names].filter((name) => words.has(name) || isTwice(name, items))),
  };
}

/** Whether nothing of a policy is told by what the whole of its file lacks. */
export function isPlain({ lists, filters }: Pick<Known['policy'], 'lists' | 'filters'>): boolean {
  return lists.every(({ first }) => first === null) && filters.every((one) => one.lists.length > 0);
}

/** Whether tokens say `self`. */
export function saysSelf(tokens: readonly Token[]): boolean {
  return tokens.some((token) => (isGroup(token) ? saysSelf(token.inner) : isWord(token, 'self')));
}

/** Whether tokens say one of some names; `X::new` is of some other type, and leads nowhere. */
export function saysOneOf(tokens: readonly Token[], names: ReadonlySet<string>): boolean {
  return tokens.some((token, at) => {
    if (token.kind === 'group') return saysOneOf(token.inner, names);
    if (token.kind !== 'word' || !names.has(token.text)) return false;
    if (isWord(tokens[at - 1], 'fn')) return false;
    return token.text !== 'new' || !isMark(tokens[at - 1], '::') || tokens[at - 2]?.kind !== 'word';
  });
}

function namesIn({ functions, constants }: Items): Set<string> {
  const inner = constants.filter(({ owner }) => owner !== null);
  return new Set([...functions, ...inner].map(({ name }) => name));
}

function isTwice(name: string, { functions, constants }: Items): boolean {
  return [...functions, ...constants].filter((one) => one.name === name).length > 1;
}

/** Where what belongs to each function begins, behind what stands before it; null if one is not found. */
function fromsOf(functions: readonly FnItem[], root: Group | undefined): number[] | null {
  const ends = new Map(functions.map(({ start, end }) => [start, end]));
  const found = new Map<number, number>();
  const queue: { readonly tokens: readonly Token[]; readonly start: number }[] = [];
  if (root) queue.push({ tokens: root.inner, start: root.start });
  for (let some = queue.pop(); some; some = queue.pop()) {
    const { tokens, start } = some;
    let end = -1;
    for (const [at, token] of tokens.entries()) {
      if (token.start < end) continue;
      const own = ends.get(token.start);
      if (own !== undefined && !found.has(token.start)) {
        found.set(token.start, behind(tokens, at)?.end ?? start);
        end = own;
      } else if (isGroup(token)) queue.push({ tokens: token.inner, start: token.start + 1 });
    }
  }
  const all = functions.flatMap(({ start }) => found.get(start) ?? []);
  return all.length === functions.length ? all : null;
}

/** What stands before an item and its attributes. */
function behind(tokens: readonly Token[], at: number): Span | undefined {
  let before = at - 1;
  while (isGroup(tokens[before], '[') && isMark(tokens[before - 1], '#')) before -= 2;
  return tokens[before];
}
