import type { Span } from '../../text/span';
import type { Layout, ListItem } from '../places';
import { pathAt } from '../calls';
import { innerSpan, isGroup, isMark } from '../syntax';
import type { Group, Token } from '../tokens';
import type { Pattern } from './definitions';

/** What a variable of a macro stands for in one invocation, or in each round of a repetition. */
export type Bound =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  | { readonly kind: 'each'; readonly each: readonly Bound[]; readonly rounds: Rounds };

/** Where the rounds of a repetition stand in the invocation. */
interface Rounds {
  readonly items: readonly ListItem[];
  /** A place for another one; null where nothing parts them, or they are a macro's own text. */
  readonly layout: Layout | null;
}

export type Bindings = ReadonlyMap<string, Bound>;

/** No invocation takes so many steps; a hostile one must end. */
const MAX_STEPS = 20_000;

interface Matched {
  readonly next: number;
  readonly bound: Bindings;
}

/** What an invocation gives the variables of an arm; null where the arm does not take it. */
export function matched(pattern: readonly Pattern[], group: Group, macro: string): Bindings | null {
  const matcher = new Matcher(macro);
  const found = matcher.sequence(pattern, group, 0);
  return found?.next === group.inner.length ? found.bound : null;
}

class Matcher {
  private steps = 0;

  constructor(private readonly macro: string) {}

  sequence(patterns: readonly Pattern[], group: Group, from: number): Matched | null {
    const bound = new Map<string, Bound>();
    let next = from;
    for (const pattern of patterns) {
      this.steps += 1;
      const found = this.steps > MAX_STEPS ? null : this.one(pattern, group, next);
      if (!found) return null;
      next = found.next;
      for (const [name, value] of found.bound) bound.set(name, value);
    }
    return { next, bound };
  }

  private one(pattern: Pattern, group: Group, at: number): Matched | null {
    const token = group.inner[at];
    switch (pattern.kind) {
      case 'leaf':
        if (!token || token.kind === 'group' || token.text !== pattern.text) return null;
        return { next: at + 1, bound: new Map() };
      case 'group': {
        if (!isGroup(token, pattern.open)) return null;
        const inner = this.sequence(pattern.inner, token, 0);
        return inner?.next === token.inner.length ? { ...inner, next: at + 1 } : null;
      }
      case 'variable': {
        const next = fragmentEnd(pattern.fragment, group.inner, at);
        if (next === null) return null;
        const tokens = group.inner.slice(at, next);
        return { next, bound: new Map([[pattern.name, { kind: 'tokens', tokens }]]) };
      }
      case 'repetition':
        return this.repetition(pattern, group, at);
    }
  }

  private repetition(
    { inner, separator, sign }: Extract<Pattern, { kind: 'repetition' }>,
    group: Group,
    from: number,
  ): Matched | null {
    const rounds: (Matched & { readonly from: number })[] = [];
    let at = from;
    let end = from;
    while (rounds.length === 0 || sign !== '?') {
      const round = this.sequence(inner, group, at);
      if (!round || round.next === at) break;
      rounds.push({ ...round, from: at });
      end = at = round.next;
      const behind = group.inner[at];
      if (separator === null) continue;
      if (!behind || behind.kind === 'group' || behind.text !== separator) break;
      at += 1;
    }
    if (sign === '+' && rounds.length === 0) return null;
    const told = roundsOf(rounds, group, separator, this.macro);
    const bound = new Map<string, Bound>();
    for (const name of namesIn(inner)) {
      const each = rounds.flatMap((round) => round.bound.get(name) ?? []);
      bound.set(name, { kind: 'each', each, rounds: told });
    }
    return { next: end, bound };
  }
}

function namesIn(patterns: readonly Pattern[]): string[] {
  return patterns.flatMap((pattern) => {
    if (pattern.kind === 'variable') return [pattern.name];
    return pattern.kind === 'leaf' ? [] : namesIn(pattern.inner);
  });
}

/** Where the rounds stand, each without the mark that it ends with. */
function roundsOf(
  rounds: readonly { readonly from: number; readonly next: number }[],
  group: Group,
  separator: string | null,
  macro: string,
): Rounds {
  const { inner } = group;
  const ends = new Set<string>(separator === null ? [] : [separator]);
  const items = rounds.map(({ from, next }): ListItem => {
    const [first, last, behind] = [inner[from], inner[next - 1], inner[next]];
    const isEnded = next - from > 1 && (isMark(last, ',') || isMark(last, ';'));
    const end = isEnded ? inner[next - 2] : last;
    if (isEnded && last?.kind === 'mark') ends.add(last.text);
    const isParted = separator !== null && behind?.kind === 'mark' && behind.text === separator;
    const comma = isEnded ? (last?.start ?? null) : isParted ? behind.start : null;
    return { start: first?.start ?? 0, end: end?.end ?? 0, comma };
  });
  const [mark, more] = ends;
  const isOwn = group.place !== undefined || inner.some(isMade);
  if (isOwn || more !== undefined || (mark !== ',' && mark !== ';')) return { items, layout: null };
  const [first] = items;
  const whole = innerSpan(group);
  const isFirst = (rounds[0]?.from ?? 0) === 0;
  const body: Span = isFirst || !first ? whole : { start: first.start, end: whole.end };
  const layout: Layout = { kind: mark === ';' ? 'block' : 'bracket', body, items, macro };
  return { items, layout: first ? layout : null };
}

function isMade(token: Token): boolean {
  return token.kind === 'group' ? token.place !== undefined : token.made === true;
}

/** The index behind what a fragment takes; null where it takes nothing, or is of another kind. */
function fragmentEnd(fragment: string, tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  if (!token) return null;
  switch (fragment) {
    case 'ident':
      return token.kind === 'word' ? at + 1 : null;
    case 'tt':
      return at + 1;
    case 'literal': {
      const first = isMark(token, '-') ? at + 1 : at;
      const kind = tokens[first]?.kind;
      return kind === 'number' || kind === 'literal' ? first + 1 : null;
    }
    case 'block':
      return isGroup(token, '{') ? at + 1 : null;
    case 'path':
    case 'ty':
      return pathAt(tokens, at)?.next ?? null;
    case 'expr':
    case 'expr_2021':
      return expressionEnd(tokens, at);
    default:
      return null;
  }
}

/** An expression ends where none goes on: these marks alone may stand behind one (the Reference). */
function expressionEnd(tokens: readonly Token[], at: number): number | null {
  let end = at;
  while (end < tokens.length && ![',', ';', '=>'].some((mark) => isMark(tokens[end], mark))) {
    end += 1;
  }
  return end > at ? end : null;
}
