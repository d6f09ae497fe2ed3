import { cfgOn } from './cfg';
import type { Arch } from '../abi/types';
import type { Crate } from './crate';
import { isPlain, saysOneOf, saysSelf, tellsOfOthers, type Lone, type LoneFunction } from './lone';
import type { Policy } from './model';
import type { RustSyntax } from './parser';
import { readInSteps, toEnd } from './read';
import { lexed } from './tokens';

/** What of a policy stands in one function. */
export type OwnPart = Pick<Policy, 'lists' | 'filters' | 'ruleSets' | 'problems'>;

/** What is around a function, all other functions blank: every offset and line is where it was. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

/** What all readings of a source share. */
export interface LoneReading {
  readonly parser: RustSyntax;
  readonly arch: Arch;
  readonly crate: Crate;
  readonly lone: Lone;
}

export function aroundOf(
  fn: LoneFunction,
  text: string,
  functions: readonly LoneFunction[],
): Around {
  const without = (start: number, end: number): string => {
    let [known, at] = ['', start];
    for (const one of functions) {
      if (one === fn || one.from < start || one.end > end) continue;
      known += text.slice(at, one.from) + blank(text.slice(one.from, one.end));
      at = one.end;
    }
    return known + text.slice(at, end);
  };
  return { before: without(0, fn.start), after: without(fn.end, text.length) };
}

function blank(text: string): string {
  return text.replace(/[^\n]+/g, ({ length }) => ' '.repeat(length));
}

/** What of a policy stands in a function. */
export function partIn(policy: OwnPart, { start, end }: LoneFunction): OwnPart {
  const isIn = ({ span }: { readonly span: { readonly start: number } }): boolean =>
    start <= span.start && span.start < end;
  return {
    lists: policy.lists.filter(isIn),
    filters: policy.filters.filter(isIn),
    ruleSets: policy.ruleSets.filter(isIn),
    problems: policy.problems.filter(isIn),
  };
}

/**
 * Reads a function without the others; null where something tells, or may tell, that it hangs together
 * with one of them. Whether it is Rust the caller has to ask.
 * @param own the text of the function from its start to its end
 */
export function readLone(
  fn: LoneFunction,
  { before, after }: Around,
  own: string,
  { parser, arch, crate, lone }: LoneReading,
): OwnPart | null {
  if (tellsOfOthers(own)) return null;
  const { root, errors, isWhole, hopeless } = lexed(own, fn.start);
  if (hopeless !== null) return null;
  if (errors.length > 0 || !isWhole || saysOneOf(root.inner, lone.names)) return null;
  const { policy, known } = toEnd(readInSteps(parser, before + own + after, arch, crate));
  if (!known) return null;
  const { reader, finder, filters } = known;
  const [items] = known.items;
  const [only, more] = items?.functions ?? [];
  const isIt =
    only?.name === fn.name &&
    only.start === fn.start &&
    only.bodyStart === fn.bodyStart &&
    only.end === fn.end &&
    only.cfg === fn.cfg &&
    only.arms.length === 0 &&
    !more;
  if (!items || !isIt || items.macros.size > 0 || items.tooDeep) return null;
  if ([...items.constants, ...items.uses].some(({ owner }) => owner !== null)) return null;
  if (reader.makers.names().length + reader.makers.places().length > 0) return null;
  if (finder.registrations.length > 0 || filters.some(({ list }) => saysSelf(list.tokens))) {
    return null;
  }
  const problems = reader.problems.toSorted((a, b) => a.span.start - b.span.start);
  const { lists, ruleSets } = policy;
  const part = partIn({ lists, filters: policy.filters, ruleSets, problems }, fn);
  // A constant that goes into its filter is another list with that.
  const isApart = lists.every(
    (one) => part.lists.includes(one) || one.filters.every((filter) => !isAmong(filter, part)),
  );
  return isApart && isPlain(part) ? part : null;
}

function isAmong({ span }: Policy['filters'][number], { filters }: OwnPart): boolean {
  return filters.some((one) => one.span.start === span.start);
}

/**
 * Whether lists of other functions are for the same threads with another part of this one: what leads
 * to every list of a file tells nothing, and neither does anything where there is one.
 */
export function leavesOthers(
  all: Policy['lists'],
  old: OwnPart,
  part: OwnPart,
  arch: Arch,
): boolean {
  const aliveIn = (lists: Policy['lists']): number =>
    lists.filter(({ cfg }) => cfgOn(cfg, arch) !== 'false').length;
  const [before, after] = [aliveIn(old.lists), aliveIn(part.lists)];
  return before === after || (before > 0 && after > 0 && aliveIn(all) > before);
}
