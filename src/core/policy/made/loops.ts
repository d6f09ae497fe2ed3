import type { ActionName } from '../../abi/types';
import { callNameOf } from '../call-name';
import { pathAt } from '../calls';
import { isGroup, isMark } from '../syntax';
import type { Group, Token } from '../tokens';
import type { MakerRules } from './maker';
import { arrayOf, isIteration, type Origin } from './origin';

/** What a function does with each element of an array: `for nr in CALLS { rules.insert(nr, vec![]) }`. */
export interface Loop {
  /** Whether the elements are names of calls, `"read"`. */
  readonly named: boolean;
  /** The only names that are looked up; null where any can be. */
  readonly knows: readonly string[] | null;
  /** What is made of the second place of each row. */
  readonly rules: Extract<MakerRules, { kind: 'compared' }> | null;
  readonly answer: ActionName | null;
  /** The function that loops. */
  readonly body: readonly Token[];
  readonly receiver: string | null;
  /** Where it puts them on a list. */
  readonly at: number;
}

export interface LoopSite {
  readonly start: number;
  /** What is looped over. */
  readonly of: readonly Token[];
  readonly answer: ActionName | null;
}

/** Arrays that functions of a file loop over: constants by their names, others by their brackets. */
export class Loops {
  /** Where a call is put on a list whose name comes from an array. */
  readonly sites = new Map<Group, LoopSite>();
  private readonly constants = new Map<string, Loop>();
  private readonly brackets = new Map<Group, Loop>();

  note({ tokens }: Pick<Origin, 'tokens'>, loop: Loop): void {
    const name = constantIn(tokens);
    const bracket = name === null ? arrayOf(tokens) : null;
    if (name !== null) this.constants.set(name, this.constants.get(name) ?? loop);
    else if (bracket) this.brackets.set(bracket.group, loop);
  }

  ofConstant(name: string): Loop | null {
    return this.constants.get(name) ?? null;
  }

  ofBracket(group: Group): Loop | null {
    return this.brackets.get(group) ?? null;
  }
}

/** The constant that an expression iterates over, `CALLS`, `&CALLS`, `CALLS.iter().copied()`. */
export function constantIn(tokens: readonly Token[]): string | null {
  const start = isMark(tokens[0], '&') ? 1 : 0;
  const path = pathAt(tokens, start);
  const name = path?.words.at(-1) ?? '';
  return path && /^[A-Z][A-Z0-9_]*$/.test(name) && isIteration(tokens, path.next) ? name : null;
}

/** The names that a function finds calls by, `"read" => libc::SYS_read`; null for any other function. */
export function lookedUp(body: readonly Token[]): readonly string[] | null {
  const names: string[] = [];
  const queue: (readonly Token[])[] = [body];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (let at = 0; at < some.length; at += 1) {
      const token = some[at];
      if (isGroup(token)) queue.push(token.inner);
      if (token?.kind !== 'literal' || !isMark(some[at + 1], '=>')) continue;
      const path = pathAt(some, at + 2);
      const call = path && callNameOf(path.words);
      if (call === null || token.text !== `"${call}"`) return null;
      names.push(call);
    }
  }
  return names.length > 0 ? names : null;
}
