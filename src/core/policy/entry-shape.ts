import type { ActionName } from '../abi/types';
import type { Span } from '../text/span';
import { callNameOf } from './call-name';
import { isFrom, nameGivenTo } from './libseccomp';
import type { Maker } from './made/maker';
import type { EntryForm } from './entry';
import { pathAt, wholeCall } from './calls';
import { segmentsOf, type Segment } from './segments';
import { isGroup } from './syntax';
import type { Group, Token } from './tokens';
import { isCastTail } from './values';

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

/** Whether tokens are `libc::SYS_read`, alone or with a cast. */
export function isCallName(tokens: readonly Token[]): boolean {
  const call = wholeCall(tokens);
  if (call && nameGivenTo(call) !== null) return true;
  const inside = call && isFrom(call) ? call.group.inner : tokens;
  const path = pathAt(inside, 0);
  return path !== null && callNameOf(path.words) !== null && isCastTail(inside, path.next);
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
export function tupleShape(group: Group, text: string): EntryShape | null {
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
