import { namedCall } from '../libseccomp';
import { bracketAt } from '../reader';
import { isPlainTail, pathAt } from '../calls';
import { isGroup, isMark, isWord } from '../syntax';
import type { Token } from '../tokens';

/** What is taken of a value on its way: each of its elements, or one place of a tuple. */
export type Step = 'each' | number;

/** Where a value comes from: a parameter, or an expression that nothing more is known of. */
export interface Origin {
  readonly param: number | null;
  /** The expression; empty for a parameter. */
  readonly tokens: readonly Token[];
  readonly steps: readonly Step[];
  /** Whether a call is looked up by it: `ScmpSyscall::from_name(name)`. */
  readonly named: boolean;
  /** The only names that it is looked up by; null where any can be. */
  readonly knows: readonly string[] | null;
}

type Known =
  | { readonly param: number }
  | { readonly tokens: readonly Token[]; readonly env: Env; readonly steps: readonly Step[] };

/** No function has so many variables; a hostile one must not be looked through over and over. */
const MAX_NAMES = 256;

/** The names that are known at a place. */
export class Env {
  private readonly names = new Map<string, Known>();

  /** @param lookups functions of the file that find a call by its name, and the names that they know */
  constructor(
    private readonly outer: Env | null = null,
    readonly lookups: ReadonlyMap<string, readonly string[]> = outer?.lookups ?? new Map(),
  ) {}

  set(name: string, known: Known): void {
    this.names.set(name, known);
  }

  find(name: string): Known | null {
    let steps = 0;
    let known = this.names.get(name);
    for (let env = this.outer; !known && env && steps < MAX_NAMES; env = env.outer) {
      steps += 1;
      known = env.names.get(name);
    }
    return known ?? null;
  }

  /** Gives the names of a pattern, `&nr` or `(nr, requests)`, what they are of a value. */
  bind(pattern: readonly Token[], value: readonly Token[], env: Env, steps: readonly Step[]): void {
    const words = pattern.filter((token) => !isMark(token, '&') && !isPrefix(token));
    const [first] = words;
    if (isGroup(first, '(')) {
      first.inner
        .filter((token) => token.kind === 'word' && !isPrefix(token))
        .forEach((token, at) => {
          if (token.kind === 'word') {
            this.set(token.text, { tokens: value, env, steps: [...steps, at] });
          }
        });
    } else if (first?.kind === 'word') {
      // `Some(nr)` and `Ok(nr)` only take apart.
      const inner = words[1];
      const [inside] = isGroup(inner, '(') ? inner.inner : [];
      const name = inside?.kind === 'word' ? inside.text : first.text;
      this.set(name, { tokens: value, env, steps });
    }
  }
}

function isPrefix(token: Token): boolean {
  return isWord(token, 'mut') || isWord(token, 'ref');
}

/** Methods that give the same elements again. */
const ITERATING: ReadonlySet<string> = new Set([
  'iter',
  'into_iter',
  'copied',
  'cloned',
  'to_vec',
  'as_slice',
  'iter_mut',
  'collect',
]);

/** No value is handed on through so many names. */
const MAX_STEPS = 16;

/** Follows an expression through variables, loops and closures to where its value comes from. */
export function originOf(tokens: readonly Token[], env: Env): Origin {
  let [rest, at, named]: [readonly Token[], Env, boolean] = [tokens, env, false];
  let steps: readonly Step[] = [];
  let knows: readonly string[] | null = null;
  for (let count = 0; count < MAX_STEPS; count += 1) {
    rest = bare(rest);
    const path = pathAt(rest, 0);
    const behind = path ? rest[path.next] : undefined;
    if (path && isGroup(behind, '(') && isPlainTail(rest, path.next + 1)) {
      const word = path.words.at(-1) ?? '';
      const looksUp =
        word === 'from_name' || (word === 'new' && path.words.at(-2) === 'ScmpSyscall');
      const names = at.lookups.get(word);
      if (namedCall(rest) === null && (looksUp || word === 'from' || names)) {
        named ||= looksUp || names !== undefined;
        knows = names ?? knows;
        rest = behind.inner;
        continue;
      }
    }
    const [name, more] = path?.words ?? [];
    const known = name !== undefined && more === undefined ? at.find(name) : null;
    if (!path || !known || !isIteration(rest, path.next)) break;
    if ('param' in known) return { param: known.param, tokens: [], steps, named, knows };
    steps = [...known.steps, ...steps];
    [rest, at] = [known.tokens, known.env];
  }
  return { param: null, tokens: rest, steps, named, knows };
}

/** Without what only lends, copies or brackets a value. */
function bare(tokens: readonly Token[]): readonly Token[] {
  let rest = tokens;
  for (;;) {
    const from = rest.findIndex((one) => !isLending(one));
    if (from < 0) return [];
    if (from > 0) rest = rest.slice(from);
    const first = rest[0];
    if (isGroup(first, '(') && isPlainTail(rest, 1)) rest = first.inner;
    else return rest;
  }
}

function isLending(token: Token): boolean {
  return isMark(token, '&') || isMark(token, '*') || isWord(token, 'mut');
}

/** Whether all from an index on gives the same elements again. */
export function isIteration(tokens: readonly Token[], index: number): boolean {
  let at = index;
  for (;;) {
    const method = tokens[at + 1];
    if (!isMark(tokens[at], '.') || method?.kind !== 'word') break;
    if (!isGroup(tokens[at + 2], '(') || !ITERATING.has(method.text)) break;
    at += 3;
  }
  return isPlainTail(tokens, at);
}

/** The brackets of an expression that is an array, borrowed, iterated or not: `&[…]`, `[…].iter()`. */
export function arrayOf(tokens: readonly Token[]): ReturnType<typeof bracketAt> {
  const rest = bare(tokens);
  const at = rest.findIndex((token) => isGroup(token));
  return at >= 0 && at <= 2 && isIteration(rest, at + 1) ? bracketAt(rest, at) : null;
}
