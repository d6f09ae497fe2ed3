import type { ActionName } from '../../abi/types';
import type { Span } from '../../text/span';
import { comparisonOf } from '../conditions';
import { segmentsOf } from '../segments';
import type { Token } from '../tokens';
import type { OwnFunction } from './functions';
import type { Loop } from './loops';
import { originOf, type Origin, type Step } from './origin';
import type { Site } from './site';
import type { Compared } from './sites';

/** What a call of one of the file's own functions puts on a list, told by the function's body. */
export interface Maker {
  readonly name: string;
  /** Where its function puts a call on a list. */
  readonly site: Span;
  /** How many arguments it takes, `self` not counted. */
  readonly arity: number;
  /** The type whose method it is. */
  readonly type: string | null;
  /** The argument that names the call, or whose elements do; null where the function names it. */
  readonly key: Omit<Origin, 'tokens'> | null;
  readonly fixed: readonly Token[] | null;
  readonly rules: MakerRules | null;
  /** The function that puts the call on a list, and what it calls that. */
  readonly sink: Pick<Loop, 'body' | 'receiver' | 'at'>;
  /** Whether it gives back a pair, which whoever calls it puts on a list. */
  readonly isPair: boolean;
  /** Whether it adds to what is there for the call instead of taking its place. */
  readonly adds: boolean;
  readonly answer: ActionName | null;
  /** What it adds to: one of its arguments, or for a closure a variable around it. */
  readonly receiver: number | string | null;
}

/** Rules that the caller gives, or that compare one argument of the call with what the caller gives. */
export type MakerRules =
  | { readonly kind: 'given'; readonly param: number }
  | {
      readonly kind: 'compared';
      readonly call: Compared['call'];
      readonly modules: readonly string[];
      /** The argument that says which one is compared; null where the function says it. */
      readonly arg: number | null;
      readonly value: Pick<Origin, 'param' | 'steps'>;
    };

/** Makes nothing by itself, but compares what it is given: `fn request(value: u64) -> SeccompRule`. */
export interface RuleMaker {
  readonly name: string;
  readonly rules: Extract<MakerRules, { kind: 'compared' }>;
}

/** What a function makes whose body puts a call on a list at one place; null where that is not clear. */
export function makerOf(fn: OwnFunction, site: Site, compared: readonly Compared[]): Maker | null {
  const { name, type } = fn;
  const { isPair, adds, answer } = site;
  const param = fn.params.indexOf(site.receiver ?? '');
  const receiver = param < 0 ? null : param;
  const rules = makerRules(fn, site, compared);
  if (rules === 'strange') return null;
  const fixed = site.key.param === null ? site.fixed : null;
  const valued = rules?.kind === 'compared' && rules.value.param !== null;
  if (site.key.param === null && (!fixed || !valued)) return null;
  const key = fixed ? null : site.key;
  if (key && !isElement(key.steps)) return null;
  if (isClosed(fn, key) || (rules?.kind === 'compared' && isClosed(fn, rules.value))) return null;
  const place = { start: site.start, end: site.group.end };
  return {
    name,
    site: place,
    arity: fn.params.length,
    type,
    key,
    fixed,
    rules,
    sink: { body: fn.body, receiver: site.receiver, at: site.start },
    isPair,
    adds,
    answer,
    receiver,
  };
}

/** The value itself, each element of it, or one place of each. */
export function isElement([first, second, more]: readonly Step[]): boolean {
  return first === undefined || (first === 'each' && second !== 'each' && more === undefined);
}

function isClosed({ params, closed }: OwnFunction, one: Pick<Origin, 'param'> | null): boolean {
  return one?.param != null && closed.has(params[one.param] ?? '');
}

/** The rules of a place; `strange` where nothing can be said of them. */
export function makerRules(
  fn: OwnFunction,
  { rules, adds, answer }: Site,
  compared: readonly Compared[],
): MakerRules | null | 'strange' {
  if (rules === 'none') return null;
  if (
    rules !== 'own' &&
    rules.param !== null &&
    rules.steps.length === 0 &&
    compared.length === 0
  ) {
    return { kind: 'given', param: rules.param };
  }
  if (compared.length === 0 && adds && answer === null) return null;
  const made = comparedBy(fn.modules, compared);
  // Of a value that is neither the caller's nor the function's own nothing can be said.
  const isKnown = made && (made.value.param !== null || made.value.steps.length === 0);
  return made && (isKnown || isInRow(made.value.steps)) ? made : 'strange';
}

/** What the one comparison of a body compares; null where there is none, or several. */
export function comparedBy(
  modules: readonly string[],
  compared: readonly Compared[],
): (Extract<MakerRules, { kind: 'compared' }> & { readonly value: Origin }) | null {
  const [only, more] = compared;
  if (!only || more) return null;
  const { call, env } = only;
  const { index, value } = comparisonOf(segmentsOf(call.group, ''));
  if (!index || !value) return null;
  const [arg, origin] = [originOf(index.tokens, env), originOf(value.tokens, env)];
  if (arg.param !== null && arg.steps.length > 0) return null;
  return { kind: 'compared', call, modules, arg: arg.param, value: origin };
}

/** Each value of one place of a row: `&[A, B]` of `(nr, &[A, B])`. */
function isInRow([first, second, third]: readonly Step[]): boolean {
  return first === 'each' && typeof second === 'number' && third === 'each';
}
