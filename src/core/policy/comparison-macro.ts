import type { Scope } from './items';
import type { CmpOp, Condition } from './entry';
import { valueIn } from './conditions';
import type { Reader } from './reader';
import { wholeCall } from './calls';
import type { Segment } from './segments';
import { isGroup, isMark } from './syntax';
import type { Token } from './tokens';
import type { ConstantTable } from './values';

const OPS: ReadonlyMap<string, CmpOp> = new Map([
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
]);

/** Both compare all 64 bits. */
const MACROS: ReadonlySet<string> = new Set(['scmp_cmp', 'seccomp_arg_filter']);

/**
 * Reads `scmp_cmp!($arg1 == VALUE)` and `scmp_cmp!($arg2 & MASK == VALUE)` of the `libseccomp` crate, and
 * extrasafe's `seccomp_arg_filter!(arg1 == VALUE)`; null for anything else.
 */
export function macroCondition(
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition | null {
  const call = wholeCall(tokens);
  if (call?.macro !== true || !MACROS.has(call.name)) return null;
  const { inner } = call.group;
  const at = inner.findIndex((token) => token.kind === 'mark' && OPS.has(token.text));
  const operator = inner[at];
  const [first] = inner;
  const [last] = inner.slice(-1);
  if (operator?.kind !== 'mark' || !first || !last || at + 1 >= inner.length) return null;
  const left = reader.text.slice(first.start, operator.start).trim();
  const arg = /^\$?\s*arg([0-5])(?:\s*&|$)/.exec(left)?.[1];
  if (arg === undefined) return null;
  const and = inner.findIndex((token, i) => i < at && isMark(token, '&'));
  const masked = and < 0 ? null : bare(inner.slice(and + 1, at));
  const op = OPS.get(operator.text) ?? null;
  if (masked && op !== 'eq') return null;
  const value = inner.slice(at + 1);
  const span = { start: value[0]?.start ?? last.start, end: last.end };
  const segment: Segment = {
    ...span,
    attributes: [],
    tokens: value,
    bodyStart: span.start,
    comma: null,
  };
  return {
    ...reader.located({ start: call.start, end: call.group.end }),
    arg: Number(arg),
    len: 'qword',
    op: masked ? 'masked_eq' : op,
    mask: masked && constants.numberOf(masked, scope),
    ...valueIn(segment, scope, reader, constants),
  };
}

function bare(tokens: readonly Token[]): readonly Token[] {
  const [only, more] = tokens;
  return isGroup(only, '(') && !more ? only.inner : tokens;
}
