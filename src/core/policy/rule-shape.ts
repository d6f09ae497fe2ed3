import { actionWord } from './action-word';
import { conditionCall } from './conditions';
import type { Scope } from './items';
import { ruleMakerOf } from './made/compared';
import { wholeBracket, type Reader } from './reader';
import { callAt, wholeCall } from './calls';
import { segmentsOf, type Segment } from './segments';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';
import { boundTo } from './variables';

/** The brackets that hold a rule's conditions, and the action that old crates gave each rule. */
interface RuleParts {
  readonly conditions: Group;
  readonly action: Segment | null;
}

/** Takes `and![…]`, `SeccompRule::new(vec![…])`, `SeccompRule::new(vec![…], action)` apart. */
export function partsOf(tokens: readonly Token[], text: string): RuleParts | null {
  const call = wholeCall(tokens);
  if (!call) return null;
  if (call.macro) return { conditions: call.group, action: null };
  if (call.name !== 'new') return null;
  const [first, action = null] = segmentsOf(call.group, text);
  const bracket = first ? wholeBracket(first.tokens) : null;
  return bracket && { conditions: bracket.group, action };
}

/** The brackets of each condition of extrasafe's `SeccompRule::new(key).and_condition(…)`; null for others. */
export function andedIn(tokens: readonly Token[]): readonly Group[] | null {
  const call = callAt(tokens, 0);
  if (call?.name !== 'new' || call.macro || call.path.length < 2) return null;
  const conditions: Group[] = [];
  for (let at = call.next; at < tokens.length; at += 3) {
    const group = tokens[at + 2];
    if (!isMark(tokens[at], '.') || !isWord(tokens[at + 1], 'and_condition')) return null;
    if (!isGroup(group, '(')) return null;
    conditions.push(group);
  }
  return conditions.length > 0 ? conditions : null;
}

/** Whether a segment has the shape of a rule. */
export function isRule(segment: Segment, scope: Scope, { text, makers }: Reader): boolean {
  if (ruleMakerOf(segment.tokens, makers)) return true;
  const parts = partsOf(boundTo(segment.tokens, scope), text);
  if (!parts) return false;
  const [first] = segmentsOf(parts.conditions, text);
  if (!first) return parts.action !== null && actionWord(parts.action.tokens) !== null;
  return conditionCall(boundTo(first.tokens, scope)) !== null;
}
