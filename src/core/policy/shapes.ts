import { callShape, pushedShape } from './call-shapes';
import {
  isCallName,
  nameShape,
  NOTHING,
  spanOf,
  tupleShape,
  type ChainCall,
  type EntryShape,
} from './entry-shape';
import { callAt } from './calls';
import { segmentsOf, type Segment } from './segments';
import { isGroup, isMark } from './syntax';
import type { Token } from './tokens';

/** Whether a segment is more than a name, with a `SYS_` name as its key: tells a list from others. */
export function isNamedEntry({ tokens }: Segment, text: string): boolean {
  const shape = entryShape(tokens, text);
  return shape !== null && shape.form !== 'name' && isCallName(shape.key);
}

/** The shape of an entry in a bracket, or of a statement that makes one; null for anything else. */
export function entryShape(tokens: readonly Token[], text: string): EntryShape | null {
  const [first] = tokens;
  if (isGroup(first, '(') && tokens.length === 1) return tupleShape(first, text);
  if (isCallName(tokens)) return nameShape(tokens);
  return builderShape(tokens, text) ?? pushedShape(tokens, text) ?? callShape(tokens, text);
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
