import { isComparison } from '../conditions';
import { semicolonFrom } from '../declarations';
import { callBefore, isGroup, isMark, isWord, segmentsOf, type Call } from '../syntax';
import type { Group, Token } from '../tokens';
import { Env, originOf, type Origin } from './origin';
import { siteAt, type Site } from './site';

/** A comparison, with the names that are known where it stands. */
export interface Compared {
  readonly call: Call;
  readonly env: Env;
}

/** A closure that is put into a variable. */
interface Closure {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: readonly Token[];
  readonly env: Env;
}

/** A method of a function of the file, called or handed on: `self.allow(nr)`, `fold(self, P::allow)`. */
interface Handed {
  readonly name: string;
  /** Where its arguments come from. Few calls are of a function that it matters of. */
  readonly args: () => readonly Origin[];
}

/** What a function does, as far as lists are concerned. */
export interface Scan {
  readonly sites: Site[];
  readonly compared: Compared[];
  readonly closures: Closure[];
  readonly handed: Handed[];
}

/** What makes more entries than this is a list, and no helper. */
const MAX_SITES = 64;

/** Reads the tokens of a body once. */
export function scanBody(tokens: readonly Token[], env: Env): Scan {
  const scan: Scan = { sites: [], compared: [], closures: [], handed: [] };
  const seen = new Set<Group>();
  const tasks: Task[] = [{ tokens, env, over: null }];
  for (let task = tasks.pop(); task && scan.sites.length < MAX_SITES; task = tasks.pop()) {
    pass(task, scan, seen, tasks);
  }
  return scan;
}

interface Task {
  readonly tokens: readonly Token[];
  readonly env: Env;
  /** What a closure in these arguments is given the elements of. */
  readonly over: readonly Token[] | null;
}

function pass(task: Task, scan: Scan, seen: Set<Group>, tasks: Task[]): void {
  const { tokens, over } = task;
  let env = task.env;
  let loop: Env | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (isWord(token, 'for')) {
      const to = next(tokens, at, 8, (one) => isWord(one, 'in'));
      const open = next(tokens, to, 64, (one) => isGroup(one, '{'));
      if (to < 0 || open < 0) continue;
      loop = new Env(env);
      loop.bind(tokens.slice(at + 1, to), tokens.slice(to + 1, open), env, ['each']);
    } else if (isWord(token, 'let')) {
      const equals = next(tokens, at, 24, (one) => isMark(one, '='));
      if (equals < 0) continue;
      let end = semicolonFrom(tokens, equals + 1);
      const otherwise = next(tokens, equals, end - equals, (one) => isWord(one, 'else'));
      const colon = next(tokens, at, equals - at, (one) => isMark(one, ':'));
      if (otherwise >= 0 && !isWord(tokens[equals + 1], 'if')) end = otherwise;
      const pattern = tokens.slice(at + 1, colon < 0 ? equals : colon);
      const value = tokens.slice(equals + 1, end);
      const closure = closureAt(value, pattern, env);
      if (closure) {
        scan.closures.push(closure);
        at = end;
      } else {
        const inner = new Env(env);
        inner.bind(pattern, value, env, []);
        env = inner;
      }
    } else if (isMark(token, '|') && over && !isValue(tokens[at - 1])) {
      const close = next(tokens, at, 16, (one) => isMark(one, '|'));
      if (close < 0) continue;
      const inner = new Env(env);
      inner.bind(tokens.slice(at + 1, close), over, task.env, ['each']);
      env = inner;
      at = close;
    }
    if (!isGroup(token)) continue;
    const call = isWord(tokens[at - 1], 'new') ? callBefore(tokens, at) : null;
    if (call && call.path.length > 1 && isComparison(token)) scan.compared.push({ call, env });
    const site = seen.has(token) ? null : siteAt(tokens, at, token, env);
    if (site) {
      scan.sites.push(site);
      for (const inner of token.inner) if (isGroup(inner)) seen.add(inner);
    } else handed(tokens, at, token, env, scan);
    const inside = loop && token.open === '{' ? loop : env;
    if (token.open === '{') loop = null;
    tasks.push({ tokens: token.inner, env: inside, over: receiverBefore(tokens, at) });
  }
}

/** The index of the next token behind one that is as asked for; -1 where none of so many is. */
function next(
  tokens: readonly Token[],
  at: number,
  within: number,
  is: (token: Token) => boolean,
): number {
  for (let index = at + 1; index < Math.min(tokens.length, at + within); index += 1) {
    const token = tokens[index];
    if (token && is(token)) return index;
  }
  return -1;
}

/** Whether a token ends a value, so that a `|` behind it is an operator. */
function isValue(token: Token | undefined): boolean {
  return (
    token?.kind === 'number' ||
    (token?.kind === 'word' && token.text !== 'move') ||
    isGroup(token, '(') ||
    isGroup(token, '[')
  );
}

/** `|name: &str| -> R<()> { … }`, the value of a `let`. */
function closureAt(value: readonly Token[], pattern: readonly Token[], env: Env): Closure | null {
  const first = isWord(value[0], 'move') ? 1 : 0;
  const name = pattern.at(-1);
  if (!isMark(value[first], '|') || name?.kind !== 'word') return null;
  const close = next(value, first, 32, (one) => isMark(one, '|'));
  if (close < 0) return null;
  const inside = value.slice(first + 1, close);
  const params = inside.flatMap((one, i) =>
    one.kind === 'word' && (isMark(inside[i + 1], ':') || inside.length === 1) ? [one.text] : [],
  );
  return { name: name.text, params, body: value.slice(close + 1), env };
}

/** What stands in front of `.method(` at an index: `values.iter()` of `values.iter().map(…)`. */
function receiverBefore(tokens: readonly Token[], at: number): readonly Token[] | null {
  if (tokens[at - 1]?.kind !== 'word' || !isMark(tokens[at - 2], '.')) return null;
  let from = at - 2;
  const joins = (one: Token | undefined): boolean =>
    one?.kind === 'word' || isMark(one, '.') || isMark(one, '::') || isMark(one, '&');
  const isPart = (one: Token | undefined): boolean =>
    joins(one) || isGroup(one, '(') || isGroup(one, '[') || isMark(one, '?');
  while (from > 0 && isPart(tokens[from - 1])) from -= 1;
  return tokens.slice(from, at - 2);
}

/** Notes calls of the file's functions, and functions that are handed on to be called for each. */
function handed(tokens: readonly Token[], at: number, group: Group, env: Env, scan: Scan): void {
  const method = tokens[at - 1];
  if (group.open !== '(' || method?.kind !== 'word') return;
  if (group.inner.length === 0) return;
  const given = (): (readonly Token[])[] => segmentsOf(group, '').map((segment) => segment.tokens);
  if (method.text === 'fold' || method.text === 'for_each') {
    const name = given().at(-1)?.at(-1);
    const over = receiverBefore(tokens, at);
    if (name?.kind !== 'word' || !over) return;
    const args = (): Origin[] => {
      const each = originOf(over, env);
      return [{ ...each, steps: [...each.steps, 'each'] }];
    };
    scan.handed.push({ name: name.text, args });
    return;
  }
  scan.handed.push({ name: method.text, args: () => given().map((one) => originOf(one, env)) });
}
