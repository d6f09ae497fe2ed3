import type { Arch } from '../abi/types';
import { lineEndsIn } from '../text/lines';
import type { Span } from '../text/span';
import type { Crate } from './crate';
import { tellsOfOthers, type Lone, type LoneFunction } from './lone';
import { aroundOf, leavesOthers, partIn, readLone, type Around, type OwnPart } from './lone-part';
import type { Policy } from './model';
import { movedPolicy, type Change } from './moved';
import { Obstacles } from './obstacles';
import { holding, offsetsIn } from './offsets';
import type { RustSyntax } from './parser';
import { wordsIfQuiet, type Quiet } from './quiet';
import { isSameValue } from './same-value';

/** A source as it was read last. */
export interface Kept {
  readonly policy: Policy;
  readonly arch: Arch;
  readonly crate: Crate;
  /** Worked out when it is first asked for: what it is worked out from is let go then. */
  readonly learnt: () => Learnt;
}

/** What is known of a source's functions. */
export interface Learnt {
  readonly quiet: Quiet;
  /** null where none of them can be read by itself. */
  readonly lone: Lone | null;
  /** What is around the function that was read by itself last. */
  readonly around: (Around & { readonly of: LoneFunction }) | null;
}

/** How a text became another one: one stretch took the place of one. */
export interface Edit {
  readonly text: string;
  /** Of the text before. */
  readonly old: Span;
  readonly by: number;
}

/** The source after a change in a function that has no part in its policy before and after; else null. */
export function quietly(before: Kept, edit: Edit, parser: RustSyntax): Kept | null {
  const { quiet, lone } = before.learnt();
  const fn = quiet.functions.find(holdingEdit(edit));
  if (!fn) return null;
  const { text, by } = edit;
  const changed = { ...fn, end: fn.end + by };
  const [was, is] = [before.policy.text.slice(fn.start, fn.end), text.slice(fn.start, changed.end)];
  if (isHeard(was, before.policy) || isHeard(is, before.policy)) return null;
  const words = wordsIfQuiet(changed, text, quiet, before.arch);
  // All else is sound: none is quiet otherwise.
  if (!words || !parser.isSound(is)) return null;
  const said = lone && [...lone.names].filter((name) => words.has(name));
  const learnt: Learnt = {
    quiet: { ...quiet, functions: movedAll(quiet.functions, fn, by) },
    lone: lone && {
      ...lone,
      functions: movedAll(lone.functions, fn, by),
      said: said && said.length > 0 ? new Set([...lone.said, ...said]) : lone.said,
    },
    around: null,
  };
  const policy = movedPolicy(before.policy, text, changeIn(before.policy.text, fn, edit));
  return { ...before, policy, learnt: () => learnt };
}

/** The source after a change in a function that nothing leads to and that leads nowhere; else null. */
export function alone(before: Kept, edit: Edit, parser: RustSyntax): Kept | null {
  const { arch, crate, policy } = before;
  const { quiet, lone, around: known } = before.learnt();
  const fn = lone?.functions.find(holdingEdit(edit));
  if (!lone || !fn || lone.said.has(fn.name)) return null;
  const { text, by } = edit;
  const reading = { parser, arch, crate, lone };
  const old = partIn(policy, fn);
  const around =
    known?.of === fn ? known : { ...aroundOf(fn, policy.text, lone.functions), of: fn };
  const others = without(policy, old);
  if (around !== known) {
    // What its names do not tell shows here: it is another thing by itself than among the others.
    const was = readLone(fn, around, policy.text.slice(fn.start, fn.end), reading);
    if (!was || !isSameValue(was, old)) return null;
    if (holding(offsetsIn(others))({ start: fn.bodyStart, end: fn.end })) return null;
  }
  const changed = { ...fn, end: fn.end + by };
  const own = text.slice(changed.start, changed.end);
  const part = readLone(changed, around, own, reading);
  if (!part || !leavesOthers(policy.lists, old, part, arch) || !parser.isSound(own)) return null;
  const learnt: Learnt = {
    quiet: {
      functions: movedAll(quiet.functions, fn, by).filter(({ start }) => start !== fn.start),
      telling: quiet.telling.has(fn.name) ? quiet.telling : new Set([...quiet.telling, fn.name]),
    },
    lone: { ...lone, functions: movedAll(lone.functions, fn, by, changed) },
    around: { ...around, of: changed },
  };
  const moved = movedPolicy(others, text, changeIn(policy.text, fn, edit));
  return { ...before, policy: withPart(moved, part), learnt: () => learnt };
}

/** Whether a text, its comments too, may have a say in how lists elsewhere are read. */
function isHeard(text: string, { lists }: Policy): boolean {
  return tellsOfOthers(text) || (lists.some(({ first }) => first !== null) && /\buse\s/.test(text));
}

function holdingEdit({ old }: Edit): (fn: { bodyStart: number; end: number }) => boolean {
  return ({ bodyStart, end }) => bodyStart < old.start && old.end < end;
}

/** The policy without what stands in a function. */
function without(policy: Policy, { lists, filters, ruleSets, problems }: OwnPart): Policy {
  return {
    ...policy,
    lists: policy.lists.filter((one) => !lists.includes(one)),
    filters: policy.filters.filter((one) => !filters.includes(one)),
    ruleSets: policy.ruleSets.filter((one) => !ruleSets.includes(one)),
    problems: policy.problems.filter((one) => !problems.includes(one)),
  };
}

function withPart(policy: Policy, part: OwnPart): Policy {
  const problems = inOrder(policy.problems, part.problems);
  return {
    ...policy,
    lists: inOrder(policy.lists, part.lists),
    filters: inOrder(policy.filters, part.filters),
    ruleSets: inOrder(policy.ruleSets, part.ruleSets),
    problems,
    obstacles: new Obstacles(() => problems),
  };
}

function inOrder<T extends { readonly span: Span }>(some: readonly T[], others: readonly T[]): T[] {
  return [...some, ...others].sort((a, b) => a.span.start - b.span.start);
}

function changeIn(before: string, fn: Span & { bodyStart: number }, { text, by }: Edit): Change {
  const { bodyStart, end } = fn;
  const lines =
    lineEndsIn(text.slice(bodyStart, end + by)) - lineEndsIn(before.slice(bodyStart, end));
  return { old: { start: bodyStart, end }, by, lines };
}

/** Functions where they stand when one of them is longer. */
function movedAll<T extends Span & { readonly bodyStart: number; readonly from?: number }>(
  functions: readonly T[],
  fn: Span,
  by: number,
  changed?: T,
): T[] {
  return functions.map((one) => {
    if (one.start < fn.start) return one;
    if (one.start === fn.start) return changed ?? { ...one, end: one.end + by };
    const { start, bodyStart, end, from } = one;
    const moved = { ...one, start: start + by, bodyStart: bodyStart + by, end: end + by };
    return from === undefined ? moved : { ...moved, from: from + by };
  });
}
