import type { FilterCall, FoundStatement } from './found';
import type { FnItem, Scope } from './items';
import { mentions } from './mentions';
import type { Reader } from './reader';
import { pathAt } from './calls';
import { segmentsOf, statementAt, type Segment } from './segments';
import { isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';
import { isCastTail } from './values';

/** Statements with a number that is a call's only if a filter is made of what they put it into. */
export class Numbered {
  private readonly perhaps: FoundStatement[] = [];

  constructor(private readonly reader: Reader) {}

  /** Keeps `rules.insert(41, vec![])` until it is known whether a filter is made of `rules`. */
  note(siblings: readonly Token[], index: number, group: Group, scope: Scope): void {
    if (!isWord(siblings[index - 1], 'insert') || !isMark(siblings[index - 2], '.')) return;
    const into = siblings[index - 3];
    const key = group.inner[0];
    const isNumber = key?.kind === 'number' || (key?.kind === 'word' && /^[A-Z]/.test(key.text));
    if (!isNumber || into?.kind !== 'word') return;
    const args = segmentsOf(group, this.reader.text);
    const segment = statementAt(siblings, index, this.reader.text);
    if (args.length !== 2 || !segment || !isCastTail(args[0]?.tokens ?? [], pathEnd(args[0]))) {
      return;
    }
    const whole = { segment, scope, block: siblings, receiver: into.text, answer: null };
    this.perhaps.push({ ...whole, chain: null, type: null });
  }

  /** Those that go into a filter of their own function. */
  sure(filterCalls: readonly FilterCall[]): readonly FoundStatement[] {
    if (this.perhaps.length === 0) return [];
    const filtered = new Map<FnItem, Set<string>>();
    for (const { call, scope } of filterCalls) {
      const [list] = segmentsOf(call.group, this.reader.text);
      if (!scope.fn || !list) continue;
      const words = filtered.get(scope.fn) ?? new Set<string>();
      filtered.set(scope.fn, words);
      for (const word of mentions(list.tokens).words) words.add(word);
    }
    return this.perhaps.filter(
      ({ scope, receiver }) => scope.fn && filtered.get(scope.fn)?.has(receiver ?? '') === true,
    );
  }
}

/** Where the number or the name that a segment begins with ends. */
function pathEnd(segment: Segment | undefined): number {
  return segment ? (pathAt(segment.tokens, 0)?.next ?? 1) : 0;
}
