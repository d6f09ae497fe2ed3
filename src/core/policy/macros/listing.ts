import { hintsCall } from '../call-name';
import { isGroup, isMark } from '../syntax';
import type { Token } from '../tokens';
import { isVariable } from './definitions';

/** Whether what a macro writes names calls, or puts what it is given on a list. */
export function makesEntries(body: readonly Token[]): boolean {
  return holds(body, isPut) || holds(body, isNaming) || holds(body, isPair);
}

const PUTTING = /^(?:insert|push|push_back|entry|add_rule\w*)$/;

/** `.push(…)`. */
function isPut(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.kind === 'word' && PUTTING.test(token.text) && isMark(tokens[at - 1], '.');
}

/** `nr::$name`, `SYS_read`, `[<SYS_ $name>]`, `concat_idents!(…)`. */
function isNaming(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word') return isVariable(token) && isMark(tokens[at - 1], '::');
  return token.text === 'SYS_' || token.text === 'concat_idents' || hintsCall(token.text);
}

/** `($nr, …)`. */
function isPair(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (!isGroup(token, '(') || tokens[at - 1]?.kind === 'word' || isMark(tokens[at - 1], '$')) {
    return false;
  }
  return isVariable(token.inner[0]) && isMark(token.inner[1], ',');
}

function holds(
  body: readonly Token[],
  is: (tokens: readonly Token[], at: number) => boolean,
): boolean {
  const queue: (readonly Token[])[] = [body];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (const [at, token] of some.entries()) {
      if (is(some, at)) return true;
      if (isGroup(token)) queue.push(token.inner);
    }
  }
  return false;
}
