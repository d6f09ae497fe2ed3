import { isComparison } from '../conditions';
import { callBefore, type Call } from '../calls';
import { holdsMore, isGroup, isMark, isWord } from '../syntax';
import type { Group, Token } from '../tokens';
import { receiverBefore, type Called } from './handed';
import { Env } from './origin';
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

/** What a function does, as far as lists are concerned. */
export interface Scan {
  readonly sites: Site[];
  readonly compared: Compared[];
  readonly closures: Closure[];
  readonly calls: Called[];
}

/** What makes more entries than this is a list, and no helper. */
const MAX_SITES = 64;

/** Reads the tokens of a body once. */
export function scanBody(tokens: readonly Token[], env: Env): Scan {
  const scan: Scan = { sites: [], compared: [], closures: [], calls: [] };
  const seen = new Set<Group>();
  const tasks: Task[] = [{ tokens, env, around: [], at: 0 }];
  for (let task = tasks.pop(); task && scan.sites.length < MAX_SITES; task = tasks.pop()) {
    new Pass(task, scan, seen, tasks).run();
  }
  return scan;
}

interface Task {
  readonly tokens: readonly Token[];
  readonly env: Env;
  /** What the brackets of these tokens stand among, and where. */
  readonly around: readonly Token[];
  readonly at: number;
}

/** In tokens. Where semicolons are missing, each value would hold all that follow. */
const MAX_VALUE = 2048;

/** One pass over the tokens of one bracket. */
class Pass {
  private readonly tokens: readonly Token[];
  private env: Env;
  /** What is known in the body of a loop whose head was just passed. */
  private loop: Env | null = null;
  /** What the arguments that these tokens are stand behind, once it is asked for. */
  private over: readonly Token[] | null | undefined;
  /** Where the value that was looked at last ends. */
  private valueEnd = -1;

  constructor(
    private readonly task: Task,
    private readonly scan: Scan,
    private readonly seen: Set<Group>,
    private readonly tasks: Task[],
  ) {
    this.tokens = task.tokens;
    this.env = task.env;
  }

  run(): void {
    const { tokens } = this;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token?.kind === 'word') {
        if (token.text === 'for') this.head(at);
        else if (token.text === 'let') at = this.variable(at);
      } else if (token?.kind === 'mark') {
        if (token.text === '|') at = this.closure(at);
      } else if (token?.kind === 'group') this.group(token, at);
    }
  }

  private head(at: number): void {
    const { tokens, env } = this;
    const to = next(tokens, at, 8, (one) => isWord(one, 'in'));
    const open = next(tokens, to, 64, (one) => isGroup(one, '{'));
    if (to < 0 || open < 0) return;
    this.loop = new Env(env);
    this.loop.bind(tokens.slice(at + 1, to), tokens.slice(to + 1, open), env, ['each']);
  }

  /** @returns the last index that it has read */
  private variable(at: number): number {
    const { tokens, env } = this;
    const equals = next(tokens, at, 24, (one) => isMark(one, '='));
    if (equals < 0) return at;
    if (this.valueEnd <= equals) this.valueEnd = endOfValue(tokens, equals + 1);
    let end = Math.min(this.valueEnd, equals + MAX_VALUE);
    const otherwise = next(tokens, equals, end - equals, (one) => isWord(one, 'else'));
    const colon = next(tokens, at, equals - at, (one) => isMark(one, ':'));
    if (otherwise >= 0 && !isWord(tokens[equals + 1], 'if')) end = otherwise;
    const pattern = tokens.slice(at + 1, colon < 0 ? equals : colon);
    const value = tokens.slice(equals + 1, end);
    const closure = closureAt(value, pattern, env);
    if (closure) {
      this.scan.closures.push(closure);
      return isMark(tokens[end], ';') ? end : end - 1;
    }
    this.env = new Env(env);
    this.env.bind(pattern, value, env, []);
    return at;
  }

  /** A closure among arguments, which is given the elements of what they are given to. */
  private closure(at: number): number {
    const { tokens, task, env } = this;
    if (isValue(tokens[at - 1])) return at;
    if (this.over === undefined) this.over = receiverBefore(task.around, task.at);
    const { over } = this;
    const close = over ? next(tokens, at, 16, (one) => isMark(one, '|')) : -1;
    if (!over || close < 0) return at;
    this.env = new Env(env);
    this.env.bind(tokens.slice(at + 1, close), over, task.env, ['each']);
    return close;
  }

  private group(group: Group, at: number): void {
    const { tokens, scan, seen, env } = this;
    const call = isWord(tokens[at - 1], 'new') ? callBefore(tokens, at) : null;
    if (call && call.path.length > 1 && isComparison(group)) scan.compared.push({ call, env });
    const site = seen.has(group) ? null : siteAt(tokens, at, group, env);
    if (site) {
      scan.sites.push(site);
      for (const inner of group.inner) if (isGroup(inner)) seen.add(inner);
    } else if (group.open === '(' && group.inner.length > 0 && tokens[at - 1]?.kind === 'word') {
      scan.calls.push({ tokens, at, group, env });
    }
    const isBody = group.open === '{';
    const inside = (isBody ? this.loop : null) ?? env;
    if (isBody) this.loop = null;
    if (!holdsMore(group)) return;
    this.tasks.push({ tokens: group.inner, env: inside, around: tokens, at });
  }
}

/** The index of the semicolon behind a value, or of the next `let` statement where there is none before. */
function endOfValue(tokens: readonly Token[], at: number): number {
  let end = at;
  while (end < tokens.length && !isMark(tokens[end], ';')) {
    if (isWord(tokens[end], 'let') && !isCondition(tokens[end - 1])) break;
    end += 1;
  }
  return end;
}

/** Whether a `let` behind a token only asks: `if let Some(nr) = …`. */
function isCondition(before: Token | undefined): boolean {
  return isWord(before, 'if') || isWord(before, 'while') || isMark(before, '&&');
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
