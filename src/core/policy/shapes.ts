import type { ActionName } from '../abi/types';
import type { Span } from '../text/span';
import { actionWord } from './action-sites';
import type { Scope } from './items';
import { ADD_RULE, answerOf, insideFrom, namedCall } from './libseccomp';
import { callNameOf } from './call-name';
import type { Maker } from './made/maker';
import type { EntryForm } from './model';
import type { Reader } from './reader';
import {
  callAt,
  isGroup,
  isMark,
  isPlainTail,
  isWord,
  pathAt,
  segmentsOf,
  type Call,
  type Segment,
} from './syntax';
import type { Group, Token } from './tokens';
import { isCastTail } from './values';
import { boundTo } from './variables';

/** What an entry looks like, before anything in it is looked up. */
export interface EntryShape {
  readonly form: EntryForm;
  /** Names the call: `libc::SYS_read`, `293`. */
  readonly key: readonly Token[];
  readonly keySpan: Span;
  /** Where its rules are written; null where it has none, or its form has no place for them. */
  readonly rules: Pick<Segment, 'tokens' | 'start' | 'end'> | null;
  /** The innermost brackets that hold the key among other things; null for a bare name. */
  readonly group: Group | null;
  /** What is called to make the entry: `allow_syscall`, `insert`; null for a tuple or a name. */
  readonly verb: string | null;
  /** What is built upon or added to, `rules` of `rules.insert(…)`, `ctx` of `allow!(ctx, …)`. */
  readonly receiver: string | null;
  /** What libseccomp is to do with the call, `ScmpAction::Allow`; null where the filter tells. */
  readonly answer: ActionName | null;
  /** Whether what stands for its rules is libseccomp's: comparisons of which all must hold. */
  readonly compares: boolean;
  /** Whether it is no way to write another one: a variable names the call, or it has one rule alone. */
  readonly isBound: boolean;
  /** Whether its one rule is put beside others that the call has. */
  readonly isPushed: boolean;
  /** For a builder: the calls behind it, `.add_constraint(…)`. */
  readonly chain: readonly ChainCall[];
  /** The function of the file that makes it, read by its body; null where its form says all. */
  readonly maker: Maker | null;
}

/** `.method(…)`, its span from the dot on. */
export interface ChainCall extends Span {
  readonly method: string;
  readonly group: Group;
}

/** Verbs that put a call on a list. */
const LISTING =
  /^(?:insert|push|push_back|add|new)$|allow|permit|whitelist|(?:^|_)(?:add|push|insert)_|(?:^|_)(?:rule|syscall)s?$/;
/** Verbs that refuse what they name, or only ask or try it. */
const REFUSING = /deny|denied|disallow|forbid|block|refuse|reject|kill|trap|errno|^syscall$/;

/** Whether tokens are `libc::SYS_read`, alone or with a cast. */
export function isCallName(tokens: readonly Token[]): boolean {
  if (namedCall(tokens) !== null) return true;
  const inside = insideFrom(tokens);
  const path = pathAt(inside, 0);
  return path !== null && callNameOf(path.words) !== null && isCastTail(inside, path.next);
}

/** Whether a segment is more than a name, with a `SYS_` name as its key: tells a list from others. */
export function isNamedEntry({ tokens }: Segment, text: string): boolean {
  const shape = entryShape(tokens, text);
  return shape !== null && shape.form !== 'name' && isCallName(shape.key);
}

/** Whether a verb lets through what it names, by its own word. */
export function saysAllow(verb: string | null): boolean {
  return verb !== null && /allow|permit|whitelist/.test(verb) && !REFUSING.test(verb);
}

/** The shape of an entry in a bracket, or of a statement that makes one; null for anything else. */
export function entryShape(tokens: readonly Token[], text: string): EntryShape | null {
  const [first] = tokens;
  if (isGroup(first, '(') && tokens.length === 1) return tupleShape(first, text);
  if (isCallName(tokens)) return nameShape(tokens);
  return builderShape(tokens, text) ?? pushedShape(tokens, text) ?? callShape(tokens, text);
}

/** `rules.insert(41, vec![])`, where it is known that what is inserted is a call. */
export function numberedShape(tokens: readonly Token[], text: string): EntryShape | null {
  const call = lastCall(tokens);
  const [key, rules, more] = call ? segmentsOf(call.group, text) : [];
  if (call?.verb !== 'insert' || !key || !rules || more) return null;
  const { verb, receiver, group } = call;
  const keySpan = spanOf(key.tokens);
  return { ...NOTHING, form: 'call', key: key.tokens, keySpan, rules, group, verb, receiver };
}

/** An element that is no more than what names the call. */
export function nameShape(tokens: readonly Token[]): EntryShape {
  return { ...NOTHING, form: 'name', key: tokens, keySpan: spanOf(tokens) };
}

export const NOTHING = {
  rules: null,
  group: null,
  verb: null,
  receiver: null,
  answer: null,
  compares: false,
  isBound: false,
  isPushed: false,
  chain: [],
  maker: null,
} as const;

/** Where tokens stand, without what a macro writes around them. */
export function spanOf(all: readonly Token[]): Span {
  const given = all.filter((token) => token.kind === 'group' || token.made !== true);
  const tokens = given.length > 0 ? given : all;
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

/** `(key, rules)`, and `(key, (priority, rules))` of Firecracker before 0.21. */
function tupleShape(group: Group, text: string): EntryShape | null {
  const [key, rules, more] = segmentsOf(group, text);
  if (!key || !rules || more) return null;
  const form = { ...NOTHING, form: 'tuple', group } as const;
  return { ...form, key: key.tokens, keySpan: spanOf(key.tokens), rules: rankedRules(rules, text) };
}

function rankedRules(rules: Segment, text: string): EntryShape['rules'] {
  const [pair] = rules.tokens;
  if (!isGroup(pair, '(') || rules.tokens.length !== 1) return rules;
  const [priority, inner, more] = segmentsOf(pair, text);
  const isRank = priority?.tokens.length === 1 && priority.tokens[0]?.kind === 'number';
  return isRank && inner && !more ? inner : rules;
}

/** `BpfRule::new(libc::SYS_read).add_constraint(…)`. */
function builderShape(tokens: readonly Token[], text: string): EntryShape | null {
  const call = callAt(tokens, 0);
  if (!call || call.macro || call.name !== 'new' || call.path.length < 2) return null;
  const [key, more] = segmentsOf(call.group, text);
  if (!key || more || !isCallName(key.tokens)) return null;
  const chain: ChainCall[] = [];
  let at = call.next;
  while (isMark(tokens[at], '.')) {
    const [dot, method, group] = tokens.slice(at, at + 3);
    if (!dot || method?.kind !== 'word' || !isGroup(group, '(')) return null;
    chain.push({ method: method.text, group, start: dot.start, end: group.end });
    at += 3;
  }
  if (at < tokens.length) return null;
  return {
    ...NOTHING,
    form: 'builder',
    key: key.tokens,
    keySpan: spanOf(key.tokens),
    group: call.group,
    verb: call.name,
    chain,
  };
}

/** `allow_syscall(key)`, `rules.insert(key, rules)`, `list.push((key, rules))`, `allow!(ctx, key)`. */
function callShape(tokens: readonly Token[], text: string): EntryShape | null {
  const call = lastCall(tokens);
  if (!call || !LISTING.test(call.verb) || REFUSING.test(call.verb)) return null;
  const args = segmentsOf(call.group, text);
  const [only] = args;
  const tuple = only?.tokens[0];
  const { verb, receiver } = call;
  if (args.length === 1 && isGroup(tuple, '(') && only?.tokens.length === 1) {
    const inner = tupleShape(tuple, text);
    return inner && isCallName(inner.key) ? { ...inner, form: 'call', verb, receiver } : null;
  }
  const at = args.findIndex((arg) => isCallName(arg.tokens));
  const key = args[at];
  const rules = args[at + 1] ?? null;
  if (!key || at > 1 || args.length > at + 2) return null;
  const action = at === 1 && ADD_RULE.test(verb) ? actionWord(args[0]?.tokens ?? []) : null;
  const context = at === 1 && action === null ? contextOf(args[0]) : receiver;
  if (at === 1 && context === null) return null;
  return {
    ...NOTHING,
    form: 'call',
    key: key.tokens,
    keySpan: spanOf(key.tokens),
    rules,
    group: call.group,
    verb,
    receiver: context,
    answer: answerOf(verb, action),
    compares: action !== null,
  };
}

/** `ctx.add_rule(ScmpAction::Allow, read)?` of `let read = ScmpSyscall::from_name("read")?;`. */
export function boundShape(
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
): EntryShape | null {
  const call = lastCall(tokens);
  if (!call || !ADD_RULE.test(call.verb)) return null;
  const [action, key, rules = null, more] = segmentsOf(call.group, reader.text);
  const answer = actionWord(action?.tokens ?? []);
  if (!key || more || answer === null) return null;
  const bound = boundTo(key.tokens, scope);
  if (bound === key.tokens || !isCallName(bound)) return null;
  const [name] = key.tokens;
  // `if let Some(read) = …` gives the name to something else.
  if (name?.kind !== 'word' || reader.namesInPatterns(scope.fn).has(name.text)) return null;
  const { verb, receiver, group } = call;
  return {
    ...{ ...NOTHING, form: 'call', key: bound, keySpan: spanOf(key.tokens), rules, group, verb },
    ...{ receiver, answer: answerOf(verb, answer), compares: true, isBound: true },
  };
}

/** `ctx`, `&mut rules`: what a list is built in. */
export function contextOf(argument: Segment | undefined): string | null {
  const word = argument?.tokens.at(-1);
  const rest = argument?.tokens.slice(0, -1) ?? [];
  const plain = rest.every(
    (token) => isMark(token, '&') || isMark(token, '.') || isWordToken(token),
  );
  return word?.kind === 'word' && plain ? word.text : null;
}

function isWordToken(token: Token): boolean {
  return token.kind === 'word';
}

/** `map.entry(key).or_default().push(rule)`: one more rule beside those that the call has. */
export function pushedShape(tokens: readonly Token[], text: string): EntryShape | null {
  const push = tokens.at(-1);
  const [receiver, dot, entry, group, ...rest] = tokens;
  if (receiver?.kind !== 'word' || !isMark(dot, '.') || !isWord(entry, 'entry')) return null;
  if (!isGroup(group, '(') || !isGroup(push, '(') || !isWord(tokens.at(-2), 'push')) return null;
  const made = rest[1];
  if (rest.length !== 6 || made?.kind !== 'word' || !/^or_(?:default|insert)/.test(made.text))
    return null;
  const [key, other] = segmentsOf(group, text);
  const [rule, more] = segmentsOf(push, text);
  if (!key || other || !rule || more || !isCallName(key.tokens)) return null;
  const keySpan = spanOf(key.tokens);
  const place = { ...NOTHING, form: 'call', key: key.tokens, keySpan, rules: rule, group } as const;
  return { ...place, verb: 'push', receiver: receiver.text, isBound: true, isPushed: true };
}

/** The call that a whole expression ends with: `a.b.verb(…)?`, `path::verb(…)`, `verb![…]`. */
export function lastCall(
  tokens: readonly Token[],
): { verb: string; receiver: string | null; group: Group } | null {
  const plain: Call | null = callAt(tokens, 0);
  if (plain && isPlainTail(tokens, plain.next)) {
    return { verb: plain.name, receiver: null, group: plain.group };
  }
  let at = 0;
  while (tokens[at]?.kind === 'word' && isMark(tokens[at + 1], '.')) at += 2;
  const [verb, group] = [tokens[at], tokens[at + 1]];
  const receiver = tokens[at - 2];
  if (receiver?.kind !== 'word' || verb?.kind !== 'word' || !isGroup(group, '(')) return null;
  if (!isPlainTail(tokens, at + 2)) return null;
  return { verb: verb.text, receiver: receiver.text, group };
}
