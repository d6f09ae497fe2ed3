import type { ActionName } from '../abi/types';
import type { Span } from '../text/span';
import type { EntryDraft, EntryReader } from './entries';
import type { Finder } from './finder';
import type { FnItem, Scope } from './items';
import type { ListDraft } from './join';
import type { Chain } from './made/chains';
import type { Loop } from './made/loops';
import type { Layout, ListForm } from './model';
import { holderOf, inResult, layoutOf, type Bracket, type Reader } from './reader';
import { saysAllow } from './shapes';
import { isGroup, joinCfgs, segmentsOf, type Segment } from './syntax';
import type { Group, Token } from './tokens';
import { generationAt } from './variables';

/** A bracket that lists calls. */
export interface FoundList {
  readonly bracket: Bracket;
  readonly scope: Scope;
  readonly chain: Chain | null;
  /** What is done with each of its elements. */
  readonly loop: Loop | null;
}

/** A statement that makes an entry, `rules.insert(libc::SYS_read, vec![]);`. */
export interface FoundStatement {
  readonly segment: Segment;
  readonly scope: Scope;
  /** The tokens of the block that it stands in: the same array for all statements of a block. */
  readonly block: readonly Token[];
  /** `rules`; null where nothing names what the list is built in. */
  readonly receiver: string | null;
  /** What libseccomp is to do with the call; null where the filter tells. */
  readonly answer: ActionName | null;
  /** The chain that it is a link of. */
  readonly chain: Chain | null;
  /** The type of the file whose method makes it. */
  readonly type: string | null;
}

/** Entries that stand together: in one bracket, or as the statements of one block. */
interface Part {
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

/** Makes lists of what the walk found, in the order of the source. */
export class ListReader {
  constructor(
    private readonly reader: Reader,
    private readonly entries: EntryReader,
    private readonly fed: Finder['fed'],
  ) {}

  read(lists: readonly FoundList[], statements: readonly FoundStatement[]): ListDraft[] {
    const parts = [...lists.map((list) => this.bracket(list)), ...this.blocks(statements)];
    parts.sort((a, b) => a.span.start - b.span.start);
    return this.together(parts).map((some) => this.list(some));
  }

  private bracket({ bracket, scope, chain, loop }: FoundList): Part {
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

  private blocks(statements: readonly FoundStatement[]): Part[] {
    const blocks = new Map<readonly Token[], Map<string, FoundStatement[]>>();
    for (const found of statements) {
      const block = blocks.get(found.block) ?? new Map<string, FoundStatement[]>();
      blocks.set(found.block, block);
      const { scope, receiver, segment, answer, chain } = found;
      const own = variableOf(scope.fn, receiver, segment.start);
      const variable = `${own} ${answer ?? ''} ${chain?.start ?? ''}`;
      const same = block.get(variable);
      if (same) same.push(found);
      else block.set(variable, [found]);
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

  /** What is added to one variable of a function is one list, unless several are set to begin it. */
  private together(parts: readonly Part[]): Part[][] {
    const lists: Part[][] = [];
    const growing = new Map<FnItem, Map<string, Part[]>>();
    for (const part of parts) {
      const { fn } = part.scope;
      const grown = variableOf(fn, part.receiver, part.layout.body.start);
      const begins = part.receiver === null ? part.chain?.start : null;
      const variable = `${grown} ${part.answer ?? ''} ${begins ?? ''}`;
      const known = fn ? growing.get(fn)?.get(variable) : undefined;
      const begun = known?.some(({ adds }) => !adds) === true;
      if (known && (part.adds || !begun) && (part.receiver !== null || part.adds || part.chain)) {
        known.push(part);
        continue;
      }
      const list = [part];
      lists.push(list);
      if (!fn) continue;
      const ofFn = growing.get(fn) ?? new Map<string, Part[]>();
      growing.set(fn, ofFn.set(variable, list));
    }
    return lists;
  }

  private list(parts: readonly Part[]): ListDraft {
    const [first] = parts;
    // Most entries, and the first of those, of what no loop or condition of another part holds.
    const free = parts.filter((part) => !parts.some((other) => isInside(part, other)));
    const main = [...free].sort((a, b) => b.layout.items.length - a.layout.items.length)[0];
    if (!first || !main) throw new Error('unreachable: a list has a part');
    const { scope } = main;
    const end = Math.max(...parts.map(({ span }) => span.end));
    const bodies = parts.map(({ layout }) => layout.body);
    const around = sharedCfgs(parts);
    const entries = parts.flatMap((part) => entriesUnder(part, around.length));
    return {
      list: {
        ...this.reader.located({ start: first.span.start, end }),
        file: this.reader.fileAt(first.span.start),
        name: scope.owner?.name ?? scope.binding ?? '',
        modules: scope.modules,
        cfg: joinCfgs(around),
        form: formOf(main),
        body: {
          start: Math.min(...bodies.map(({ start }) => start)),
          end: Math.max(...bodies.map((body) => body.end)),
        },
        layout: main.layout,
        lengthSpan: this.lengthSpan(main),
        holder: holderOf(scope.fn) ?? scope.owner,
        inResult: inResult(scope),
        // Where a macro makes a list as a whole, nothing can be put into it.
        knows: main.layout.items.length === 0 && main.isMade ? [] : (main.loop?.knows ?? null),
        first: null,
        conditionsOnly: scope.fn?.name === 'conditional_rules' && isOfRuleSet(scope, this.reader),
      },
      entries,
      scope,
      answer: main.answer,
      loop: main.loop,
      type: parts.find(({ type }) => type !== null)?.type ?? null,
      allows:
        isOfRuleSet(scope, this.reader) ||
        (entries.length > 0 && entries.every(({ entry }) => saysAllow(entry.verb))),
    };
  }

  /** `3` of `const CALLS: [i64; 3] = […]`. */
  private lengthSpan({ span, scope, layout }: Part): Span | null {
    if (layout.kind !== 'bracket' || layout.macro !== null || !scope.owner) return null;
    const from = Math.max(scope.owner.span.start, span.start - 200);
    const before = this.reader.text.slice(from, span.start);
    const match = /;\s*(\d[\d_]*)\s*\]\s*=\s*(?:&\s*)?$/.exec(before);
    const digits = match?.[1];
    if (!match || digits === undefined) return null;
    const start = from + match.index + match[0].indexOf(digits);
    return { start, end: start + digits.length };
  }
}

/** Whether a list is what extrasafe's trait calls the rules of a set: all that these name is allowed. */
function isOfRuleSet({ fn }: Scope, { text }: Reader): boolean {
  if (fn?.name !== 'simple_rules' && fn?.name !== 'conditional_rules') return false;
  return /\bRuleSet\s+for\b/.test(text);
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

/** The predicates around all parts of a list. */
function sharedCfgs(parts: readonly Part[]): readonly string[] {
  const [first, ...others] = parts.map(({ scope }) => scope.cfgs);
  if (!first) return [];
  const differs = first.findIndex((cfg, at) => others.some((cfgs) => cfgs[at] !== cfg));
  return differs < 0 ? first : first.slice(0, differs);
}

/** The entries of a part, under what stands around it alone: `#[cfg(…)] { … }`, `if cfg!(…) { … }`. */
function entriesUnder({ entries, scope }: Part, shared: number): EntryDraft[] {
  const own = scope.cfgs.slice(shared);
  if (own.length === 0) return [...entries];
  return entries.map((draft) => {
    const { cfg } = draft.entry;
    return { ...draft, entry: { ...draft.entry, cfg: joinCfgs([...own, cfg]) } };
  });
}

/** Whether statements stand in a block, a loop's or a branch's, among those of another part. */
function isInside({ block, span }: Part, other: Part): boolean {
  if (block === null || other.block === null || block.start === other.block.start) return false;
  return other.block.start <= span.start && span.end <= other.block.end;
}

/** What tells the variables of a function apart: a second `let` of one name is another. */
function variableOf(fn: FnItem | null, receiver: string | null, offset: number): string {
  return `${receiver ?? ''} ${fn && receiver !== null ? generationAt(fn, receiver, offset) : 0}`;
}

function formOf({ layout, entries }: Part): ListForm {
  if (layout.kind === 'block' || layout.kind === 'chain') return 'statements';
  const count = (form: string): number => entries.filter(({ entry }) => entry.form === form).length;
  const forms = { tuples: count('tuple'), calls: count('call'), names: count('name') };
  const most: readonly [ListForm, number][] = [
    ['tuples', forms.tuples],
    ['calls', forms.calls],
    ['names', forms.names],
    ['builders', count('builder')],
  ];
  return most.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
