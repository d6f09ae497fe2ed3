import { addTo } from './add-to';
import type { ActionName } from '../abi/types';
import type { Span } from '../text/span';
import type { EntryDraft, EntryReader } from './entries';
import type { Finder } from './finder';
import type { FoundList, FoundStatement } from './found';
import type { FnItem, Scope } from './items';
import type { Chain } from './made/chains';
import type { Loop } from './made/loops';
import type { Layout } from './places';
import { layoutOf, type Reader } from './reader';
import { segmentsOf, type Segment } from './segments';
import { isGroup } from './syntax';
import type { Group, Token } from './tokens';
import { generationAt } from './variables';

/** Entries that stand together: in one bracket, or as the statements of one block. */
export interface Part {
  readonly span: Span;
  readonly layout: Layout;
  readonly entries: readonly EntryDraft[];
  readonly scope: Scope;
  readonly receiver: string | null;
  readonly answer: ActionName | null;
  readonly chain: Chain | null;
  readonly loop: Loop | null;
  readonly type: string | null;
  /** Whether a macro of the file makes it. */
  readonly isMade: boolean;
  /** Whether it adds to a list instead of being the whole of one. */
  readonly adds: boolean;
  /** For statements the whole of the block that they stand in. */
  readonly block: Span | null;
}

/** Reads what the walk found into the parts of lists. */
export class PartReader {
  constructor(
    private readonly reader: Reader,
    private readonly entries: EntryReader,
    private readonly fed: Finder['fed'],
  ) {}

  bracket({ bracket, scope, chain, loop }: FoundList): Part {
    const segments = segmentsOf(bracket.group, this.reader.text);
    return {
      span: { start: bracket.start, end: bracket.group.end },
      layout: layoutOf(bracket, segments),
      entries: segments.flatMap((segment) => this.entries.entry(segment, scope, loop) ?? []),
      scope,
      receiver: (scope.fn && this.fed.get(scope.fn)?.get(scope.binding ?? '')) ?? scope.binding,
      answer: loop?.answer ?? null,
      loop,
      chain,
      type: null,
      isMade: bracket.group.place !== undefined,
      adds: scope.added,
      block: null,
    };
  }

  blocks(statements: readonly FoundStatement[]): Part[] {
    const blocks = new Map<readonly Token[], Map<string, FoundStatement[]>>();
    for (const found of statements) {
      const block = blocks.get(found.block) ?? new Map<string, FoundStatement[]>();
      blocks.set(found.block, block);
      const { scope, receiver, segment, answer, chain } = found;
      const own = variableOf(scope.fn, receiver, segment.start);
      const variable = `${own} ${answer ?? ''} ${chain?.start ?? ''}`;
      addTo(block, variable, found);
    }
    return [...blocks.values()]
      .flatMap((block) => [...block.values()])
      .flatMap((some) => {
        const part = this.block(some);
        return part ? [part] : [];
      });
  }

  private block(statements: readonly FoundStatement[]): Part | null {
    const [first, last] = [statements[0], statements.at(-1)];
    if (!first || !last) return null;
    const { scope, receiver, answer, chain, type } = first;
    const span = { start: first.segment.start, end: last.segment.comma ?? last.segment.end };
    // A match arm has no semicolon: nothing can be put behind it.
    const counts = new Map<number, number>();
    for (const { segment } of statements) {
      counts.set(segment.start, (counts.get(segment.start) ?? 0) + 1);
    }
    const isAlone = ({ start }: Span): boolean => counts.get(start) === 1;
    // An invocation of a macro that makes several entries is none of them.
    const items = statements
      .filter(({ segment }) => segment.comma !== null || chain)
      .filter(({ segment }) => isAlone(segment))
      .map(({ segment: { start, end, comma } }) => ({ start, end, comma }));
    const rounds = counts.size === 1 && !isAlone(first.segment) ? aroundIn(statements) : null;
    return {
      span,
      layout: rounds ?? {
        kind: chain ? 'chain' : 'block',
        body: chain ? { start: chain.start, end: span.end } : span,
        items,
        macro: null,
      },
      entries: statements.flatMap(({ segment, scope: own }) => {
        const draft = this.entries.entry(segment, own);
        if (!draft?.entry.expanded || !isAlone(segment)) return draft ?? [];
        return { ...draft, entry: { ...draft.entry, ...this.reader.located(segment) } };
      }),
      scope: { ...scope, binding: receiver ?? scope.binding },
      receiver,
      answer,
      loop: null,
      chain,
      type,
      isMade: statements.every(({ segment }) => callGroup(segment)?.place !== undefined),
      adds: chain?.root !== null,
      block: {
        start: first.block[0]?.start ?? span.start,
        end: first.block.at(-1)?.end ?? span.end,
      },
    };
  }
}

/** Where another round of the macro is written that makes all of some statements; null where nowhere. */
function aroundIn(statements: readonly FoundStatement[]): Layout | null {
  const places = statements.map(({ segment }) => callGroup(segment)?.place?.around ?? null);
  const [first] = places;
  return first && places.every((one) => one?.body.start === first.body.start) ? first : null;
}

/** The arguments that a statement ends with. */
function callGroup({ tokens }: Segment): Group | undefined {
  return tokens.findLast((token) => isGroup(token));
}

/** What tells the variables of a function apart: a second `let` of one name is another. */
export function variableOf(fn: FnItem | null, receiver: string | null, offset: number): string {
  return `${receiver ?? ''} ${fn && receiver !== null ? generationAt(fn, receiver, offset) : 0}`;
}
