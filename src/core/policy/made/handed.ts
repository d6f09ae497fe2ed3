import { segmentsOf } from '../segments';
import { isGroup, isMark } from '../syntax';
import type { Group, Token } from '../tokens';
import { originOf, type Env, type Origin } from './origin';

/** A call's arguments, with the names that are known there. Few calls are of a function that matters. */
export interface Called {
  readonly tokens: readonly Token[];
  /** Of the arguments among the tokens. */
  readonly at: number;
  readonly group: Group;
  readonly env: Env;
}

/** A method of a function of the file, called or handed on: `self.allow(nr)`, `fold(self, P::allow)`. */
interface Handed {
  readonly name: string;
  /** Where its arguments come from. */
  readonly args: () => readonly Origin[];
}

/** The functions that a body calls, or hands on to be called for each. */
export function handedIn(calls: readonly Called[]): Handed[] {
  return calls.flatMap((call) => handedBy(call) ?? []);
}

function handedBy({ tokens, at, group, env }: Called): Handed | null {
  const method = tokens[at - 1];
  if (method?.kind !== 'word') return null;
  const given = (): (readonly Token[])[] => segmentsOf(group, '').map((segment) => segment.tokens);
  if (method.text === 'fold' || method.text === 'for_each') {
    const name = given().at(-1)?.at(-1);
    const over = receiverBefore(tokens, at);
    if (name?.kind !== 'word' || !over) return null;
    const args = (): Origin[] => {
      const each = originOf(over, env);
      return [{ ...each, steps: [...each.steps, 'each'] }];
    };
    return { name: name.text, args };
  }
  return { name: method.text, args: () => given().map((one) => originOf(one, env)) };
}

/** In tokens: of a longer chain only the end is looked at, so that not each method looks at all before it. */
const MAX_CHAIN = 512;

/** What stands in front of `.method(` at an index: `values.iter()` of `values.iter().map(…)`. */
export function receiverBefore(tokens: readonly Token[], at: number): readonly Token[] | null {
  if (tokens[at - 1]?.kind !== 'word' || !isMark(tokens[at - 2], '.')) return null;
  let from = at - 2;
  const joins = (one: Token | undefined): boolean =>
    one?.kind === 'word' || isMark(one, '.') || isMark(one, '::') || isMark(one, '&');
  const isPart = (one: Token | undefined): boolean =>
    joins(one) || isGroup(one, '(') || isGroup(one, '[') || isMark(one, '?');
  while (from > 0 && isPart(tokens[from - 1]) && at - from < MAX_CHAIN) from -= 1;
  return tokens.slice(from, at - 2);
}
