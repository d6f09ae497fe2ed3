import type { FnItem } from './items';
import type { Functions } from './reach';
import { callAt } from './calls';
import { segmentsOf } from './segments';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';
import { generationAt } from './variables';

/** Methods of a variable that put nothing into it, and of a list that add nothing to it. */
const HARMLESS =
  /^(?:load|apply|add_arch|get_.*|set_.*|export_.*|(?:into_)?iter|copied|cloned|map|collect|to_vec|(?:try_)?into|unwrap|expect|clone|len|is_empty|from|from_iter|Ok|Some)$/;

/** Through so many functions no variable is handed on. */
const MAX_LENT = 8;

/** Whether a method of that name puts nothing into a variable, and adds nothing to a list. */
export function isHarmless(name: string): boolean {
  return HARMLESS.test(name);
}

/** Tells of the variables that a filter is made from whether something may be put into them. */
export class Filling {
  /** @param filterCall where the call begins that makes the filter: it takes a list, and fills none */
  constructor(
    private readonly functions: Functions,
    private readonly filterCall: number,
  ) {}

  /** Whether something may be put into a variable that begins empty. */
  isFilled(fn: FnItem, name: string, depth = 0): boolean {
    if (depth > MAX_LENT || generationAt(fn, name, Infinity) > 1) return true;
    const queue: (readonly Token[])[] = [fn.body];
    for (let some = queue.pop(); some; some = queue.pop()) {
      for (const [at, token] of some.entries()) {
        if (isGroup(token)) queue.push(token.inner);
        else if (token.kind === 'word') {
          if (token.text === name && this.isPut(some, at)) return true;
          if (this.isGiven(fn, some, at, name, depth)) return true;
        }
      }
    }
    return false;
  }

  /** Whether the method that is called on the word at an index may add something to it. */
  private isPut(some: readonly Token[], at: number): boolean {
    const method = some[at + 2];
    const isField = isMark(some[at - 1], '.') || isMark(some[at - 1], '::');
    if (isField || !isMark(some[at + 1], '.') || method?.kind !== 'word') return false;
    return !isHarmless(method.text);
  }

  /** Whether the call that begins at an index is given a variable, and may put something into it. */
  private isGiven(
    fn: FnItem,
    some: readonly Token[],
    at: number,
    name: string,
    depth: number,
  ): boolean {
    const call = isMark(some[at - 1], '::') ? null : callAt(some, at);
    if (!call) return false;
    if (call.macro) return call.group.inner.some((token) => isWord(token, name));
    const place = segmentsOf(call.group, '').findIndex(({ tokens }) => isWhole(tokens, name));
    if (place < 0 || isHarmless(call.name) || call.start === this.filterCall) return false;
    const called = isMark(some[at - 1], '.') ? [] : this.functions.resolve(call.path, fn.modules);
    return (
      called.length === 0 ||
      called.some((one) => {
        const param = [...one.params][place];
        return param === undefined || this.isFilled(one, param, depth + 1);
      })
    );
  }
}

/** Whether tokens are a variable, handed on or lent to be filled: `rules`, `&mut rules`. */
function isWhole(tokens: readonly Token[], name: string): boolean {
  const start = isMark(tokens[0], '&') && isWord(tokens[1], 'mut') ? 2 : 0;
  return isWord(tokens[start], name) && tokens.length === start + 1;
}
