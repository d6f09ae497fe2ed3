import { actionWord } from './action-word';
import { isCallName, NOTHING, spanOf, tupleShape, type EntryShape } from './entry-shape';
import type { Scope } from './items';
import { ADD_RULE, answerOf } from './libseccomp';
import type { Reader } from './reader';
import { callAt, isPlainTail, type Call } from './calls';
import { segmentsOf, type Segment } from './segments';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';
import { boundTo } from './variables';

/** Verbs that put a call on a list. */
const LISTING =
  /^(?:insert|push|push_back|add|new)$|allow|permit|whitelist|(?:^|_)(?:add|push|insert)_|(?:^|_)(?:rule|syscall)s?$/;
/** Verbs that refuse what they name, or only ask or try it. */
const REFUSING = /deny|denied|disallow|forbid|block|refuse|reject|kill|trap|errno|^syscall$/;

/** Whether a verb lets through what it names, by its own word. */
export function saysAllow(verb: string | null): boolean {
  return verb !== null && /allow|permit|whitelist/.test(verb) && !REFUSING.test(verb);
}

/** `allow_syscall(key)`, `rules.insert(key, rules)`, `list.push((key, rules))`, `allow!(ctx, key)`. */
export function callShape(tokens: readonly Token[], text: string): EntryShape | null {
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

/** `rules.insert(41, vec![])`, where it is known that what is inserted is a call. */
export function numberedShape(tokens: readonly Token[], text: string): EntryShape | null {
  const call = lastCall(tokens);
  const [key, rules, more] = call ? segmentsOf(call.group, text) : [];
  if (call?.verb !== 'insert' || !key || !rules || more) return null;
  const { verb, receiver, group } = call;
  const keySpan = spanOf(key.tokens);
  return { ...NOTHING, form: 'call', key: key.tokens, keySpan, rules, group, verb, receiver };
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
    ...NOTHING,
    form: 'call',
    key: bound,
    keySpan: spanOf(key.tokens),
    rules,
    group,
    verb,
    receiver,
    answer: answerOf(verb, answer),
    compares: true,
    isBound: true,
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
