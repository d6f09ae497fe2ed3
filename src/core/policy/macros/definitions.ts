import { macroNameAt } from '../declarations';
import { isGroup, isMark } from '../syntax';
import type { Group, Token } from '../tokens';

/** One part of what an arm of a `macro_rules!` takes. */
export type Pattern =
  | { readonly kind: 'leaf'; readonly text: string }
  /** `$nr:expr`: its name with the mark. */
  | { readonly kind: 'variable'; readonly name: string; readonly fragment: string }
  | { readonly kind: 'group'; readonly open: Group['open']; readonly inner: readonly Pattern[] }
  | {
      readonly kind: 'repetition';
      readonly inner: readonly Pattern[];
      readonly separator: string | null;
      readonly sign: string;
    };

export interface MacroArm {
  readonly pattern: readonly Pattern[];
  readonly body: readonly Token[];
}

/** What a macro takes nests no deeper. */
const MAX_DEPTH = 16;

/** The `macro_rules!` of some files by their names; of two of one name neither is known. */
export function macrosIn(roots: readonly Group[]): ReadonlyMap<string, readonly MacroArm[]> {
  const found = new Map<string, readonly MacroArm[]>();
  const queue: (readonly Token[])[] = roots.map(({ inner }) => inner);
  for (let tokens = queue.pop(); tokens; tokens = queue.pop()) {
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (isGroup(token)) queue.push(token.inner);
      const nameAt = macroNameAt(tokens, at);
      const name = nameAt === null ? undefined : tokens[nameAt];
      const body = nameAt === null ? undefined : tokens[nameAt + 1];
      if (nameAt === null || name?.kind !== 'word' || !isGroup(body)) continue;
      found.set(name.text, found.has(name.text) ? [] : armsOf(body.inner));
      at = nameAt + 1;
    }
  }
  return found;
}

function armsOf(tokens: readonly Token[]): MacroArm[] {
  return tokens.flatMap((token, at) => {
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    if (!isMark(token, '=>') || !isGroup(before) || !isGroup(after)) return [];
    const pattern = patternOf(before.inner, 0);
    return pattern ? [{ pattern, body: after.inner }] : [];
  });
}

/** null where a part is of a kind that is not known here. */
function patternOf(tokens: readonly Token[], depth: number): Pattern[] | null {
  if (depth > MAX_DEPTH) return null;
  const pattern: Pattern[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) break;
    if (token.kind === 'group') {
      const inner = patternOf(token.inner, depth + 1);
      if (!inner) return null;
      pattern.push({ kind: 'group', open: token.open, inner });
      continue;
    }
    const repeated = repetitionAt(tokens, at);
    if (repeated) {
      const inner = patternOf(repeated.group.inner, depth + 1);
      if (!inner) return null;
      const { separator, sign } = repeated;
      pattern.push({ kind: 'repetition', inner, separator: textOf(separator), sign });
      at = repeated.next - 1;
      continue;
    }
    const fragment = tokens[at + 2];
    if (isVariable(token) && isMark(tokens[at + 1], ':') && fragment?.kind === 'word') {
      pattern.push({ kind: 'variable', name: token.text, fragment: fragment.text });
      at += 2;
    } else pattern.push({ kind: 'leaf', text: token.text });
  }
  return pattern;
}

function textOf(token: Token | null): string | null {
  return token === null || token.kind === 'group' ? null : token.text;
}

/** `$name`. */
export function isVariable(token: Token | undefined): boolean {
  return token?.kind === 'mark' && token.text.length > 1 && token.text.startsWith('$');
}

/** `$(…),*` with what repeats, what parts it, and the index behind it. */
export interface Repetition {
  readonly group: Group;
  readonly separator: Token | null;
  readonly sign: string;
  readonly next: number;
}

/** The repetition at an index; null where there is none. */
export function repetitionAt(tokens: readonly Token[], at: number): Repetition | null {
  const group = tokens[at + 1];
  if (!isMark(tokens[at], '$') || !isGroup(group, '(')) return null;
  const [first = null, second = null] = [tokens[at + 2], tokens[at + 3]];
  const sign = signOf(first);
  if (sign !== null) return { group, separator: null, sign, next: at + 3 };
  const behind = signOf(second);
  if (first === null || first.kind === 'group' || behind === null) return null;
  return { group, separator: first, sign: behind, next: at + 4 };
}

function signOf(token: Token | null): string | null {
  const text = textOf(token);
  return text !== null && ['*', '+', '?'].includes(text) ? text : null;
}
