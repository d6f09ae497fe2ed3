import { callAt, pathAt, type Call } from './calls';
import { isGroup, isMark } from './syntax';
import type { Token } from './tokens';

/** Methods whose answer holds nothing of what they are asked of. */
const ASKING: ReadonlySet<string> = new Set(['contains', 'contains_key']);

/** Words and calls in tokens, brackets included: what an expression is made from. */
export function mentions(tokens: readonly Token[]): { calls: Call[]; words: string[] } {
  const calls: Call[] = [];
  const words: string[] = [];
  const queue: (readonly Token[])[] = [tokens];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (let at = 0; at < some.length; at += 1) {
      const token = some[at];
      if (token?.kind === 'group') queue.push(token.inner);
      if (token?.kind !== 'word') continue;
      const call = callAt(some, at);
      if (call) {
        if (!call.macro) calls.push(call);
        queue.push(call.group.inner);
        at = call.next - 1;
      } else {
        const path = pathAt(some, at);
        const next = path?.next ?? at + 1;
        if (!isAsked(some, next)) words.push(path?.words.at(-1) ?? token.text);
        at = next - 1;
      }
    }
  }
  return { calls, words };
}

/** Whether `.contains(…)` stands at an index: `LOGGING` of `!LOGGING.contains(nr)` adds nothing. */
function isAsked(tokens: readonly Token[], at: number): boolean {
  const method = tokens[at + 1];
  if (!isMark(tokens[at], '.') || method?.kind !== 'word') return false;
  return ASKING.has(method.text) && isGroup(tokens[at + 2], '(');
}
