import { addAll } from '../add-all';
import { isGroup, isMark, isWord } from '../syntax';
import type { Group, Leaf, MadePlace, Token } from '../tokens';
import { isVariable, repetitionAt, type MacroArm, type Repetition } from './definitions';
import type { Bindings, Bound } from './match';

/** No macro's text nests deeper, and nothing that it is given. */
const MAX_DEPTH = 48;

/** Where the text of a macro stands for in an invocation, and what its variables are there. */
interface Round {
  readonly bound: Bindings;
  /** Variables that this round of a repetition has its own of. */
  readonly own: ReadonlySet<string>;
  readonly here: Omit<MadePlace, 'layout'>;
}

/**
 * What an arm makes of an invocation. Tokens of the invocation keep their places; what the macro itself
 * writes stands where the round of the invocation stands that it is written for.
 * @returns null where it is beyond what is read here, or more than `budget` tokens
 */
export function transcribed(
  { body }: MacroArm,
  bound: Bindings,
  whole: MadePlace['whole'],
  budget: number,
): readonly Token[] | null {
  const here = { start: whole.start, end: whole.end, whole, around: null };
  return new Transcriber(budget).tokens(body, { bound, own: new Set(bound.keys()), here }, 0);
}

class Transcriber {
  constructor(private left: number) {}

  tokens(body: readonly Token[], round: Round, depth: number): Token[] | null {
    const made: Token[] = [];
    if (depth > MAX_DEPTH) return null;
    for (let at = 0; at < body.length; at += 1) {
      const token = body[at];
      if (!token) break;
      const repeated = repetitionAt(body, at);
      const some = repeated
        ? this.repeated(repeated, round, depth)
        : this.one(token, round, depth + 1);
      if (!some) return null;
      this.left -= some.length;
      if (this.left < 0) return null;
      addAll(made, some);
      if (repeated) at = repeated.next - 1;
    }
    return made;
  }

  private one(token: Token, round: Round, depth: number): readonly Token[] | null {
    if (token.kind === 'group') return this.group(token, round, depth);
    if (token.text === '$crate') return [leafAt({ ...token, kind: 'word', text: 'crate' }, round)];
    if (!isVariable(token)) return [leafAt(token, round)];
    const value = round.bound.get(token.text);
    // One that stands for several here is used as no macro may use it.
    if (value?.kind !== 'tokens') return null;
    if (round.own.has(token.text)) return value.tokens;
    return this.moved(value.tokens, round, depth);
  }

  private group(group: Group, round: Round, depth: number): readonly Token[] | null {
    const joined = joinedWord(group, round);
    if (joined) return [joined];
    const inner = this.tokens(group.inner, round, depth);
    const { start, end } = round.here;
    const layout = soleLayout(group, round);
    return inner && [{ ...group, inner, start, end, place: { ...round.here, layout } }];
  }

  private repeated(one: Repetition, round: Round, depth: number): readonly Token[] | null {
    const names = variablesIn(one.group.inner).filter(
      (name) => round.bound.get(name)?.kind === 'each',
    );
    const values = names.flatMap((name) => {
      const value = round.bound.get(name);
      return value?.kind === 'each' ? [{ name, value }] : [];
    });
    const [first] = values;
    if (!first) return null;
    const { each, rounds } = first.value;
    if (values.some(({ value }) => value.each.length !== each.length)) return null;
    const made: Token[] = [];
    for (const [index] of each.entries()) {
      const bound = new Map(round.bound);
      for (const { name, value } of values) bound.set(name, value.each[index] ?? EMPTY);
      const item = rounds.items[index];
      const isOption = one.sign === '?' || !item;
      const here = isOption
        ? round.here
        : { ...round.here, start: item.start, end: item.end, around: rounds.layout };
      const own = isOption ? new Set([...round.own, ...names]) : new Set(names);
      const some = this.tokens(one.group.inner, { bound, own, here }, depth + 1);
      if (!some) return null;
      if (index > 0 && one.separator) addAll(made, this.one(one.separator, round, depth) ?? []);
      addAll(made, some);
    }
    return made;
  }

  /** What is given once and used in every round says what it says, but stands at none of its places. */
  private moved(tokens: readonly Token[], round: Round, depth: number): Token[] | null {
    if (depth > MAX_DEPTH) return null;
    const made: Token[] = [];
    for (const token of tokens) {
      if (token.kind !== 'group') {
        made.push(leafAt(token, round));
        continue;
      }
      const inner = this.moved(token.inner, round, depth + 1);
      if (!inner) return null;
      this.left -= inner.length;
      const { start, end } = round.here;
      made.push({ ...token, inner, start, end, place: { ...round.here, layout: null } });
    }
    return made;
  }
}

const EMPTY: Bound = { kind: 'tokens', tokens: [] };

function leafAt(leaf: Leaf, { here: { start, end } }: Round): Leaf {
  return { ...leaf, start, end, made: true };
}

/** Where another round is written, for brackets that hold the rounds of one repetition alone. */
function soleLayout({ inner }: Group, { bound }: Round): MadePlace['layout'] {
  const repeated = repetitionAt(inner, 0);
  const behind = repeated ? inner.slice(repeated.next) : [];
  if (!repeated || behind.some((token) => !isMark(token, ','))) return null;
  for (const name of variablesIn(repeated.group.inner)) {
    const value = bound.get(name);
    if (value?.kind === 'each') return value.rounds.layout;
  }
  return null;
}

/** `SYS_read` of `[<SYS_ $name>]` (the crate `paste`); null for other brackets. */
function joinedWord({ open, inner }: Group, round: Round): Leaf | null {
  if (open !== '[' || !isMark(inner[0], '<') || !isMark(inner.at(-1), '>')) return null;
  const parts = inner.slice(1, -1).flatMap((token) => {
    const value = token.kind === 'group' ? undefined : round.bound.get(token.text);
    return value?.kind === 'tokens' ? value.tokens : [token];
  });
  const words = parts.flatMap((token) => (token.kind === 'word' ? [token] : []));
  if (words.length < parts.length) return null;
  const given = words.filter((word) => !inner.includes(word)).at(-1);
  const text = words.map((word) => word.text).join('');
  const { start, end } = given ?? round.here;
  return { kind: 'word', text, start, end, ...(given ? {} : { made: true as const }) };
}

/** The variables in tokens, those of brackets inside of them too. */
function variablesIn(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  const queue: (readonly Token[])[] = [tokens];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (const token of some) {
      if (isGroup(token)) queue.push(token.inner);
      else if (isVariable(token)) names.push(token.text);
    }
  }
  return names;
}

/** `paste! { … }` as what stands in it. */
export function withoutPaste(tokens: readonly Token[]): readonly Token[] {
  const made: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) break;
    const group = tokens[at + 2];
    if (isWord(token, 'paste') && isMark(tokens[at + 1], '!') && isGroup(group)) {
      while (isMark(made.at(-1), '::') || isWord(made.at(-1), 'paste')) made.pop();
      addAll(made, group.inner);
      at += 2;
    } else made.push(token);
  }
  return made;
}
