import type { Span } from '../text/span';
import { saysAllow } from './call-shapes';
import type { EntryDraft, EntryReader } from './entries';
import type { Finder } from './finder';
import type { FoundList, FoundStatement } from './found';
import type { FnItem, Scope } from './items';
import type { ListDraft } from './join';
import { PartReader, variableOf, type Part } from './list-parts';
import type { ListForm } from './allowlist';
import { holderOf, inResult, type Reader } from './reader';
import { joinCfgs } from './segments';

/** Makes lists of what the walk found, in the order of the source. */
export class ListReader {
  private readonly parts: PartReader;

  constructor(
    private readonly reader: Reader,
    entries: EntryReader,
    fed: Finder['fed'],
  ) {
    this.parts = new PartReader(reader, entries, fed);
  }

  read(lists: readonly FoundList[], statements: readonly FoundStatement[]): ListDraft[] {
    const parts = [
      ...lists.map((list) => this.parts.bracket(list)),
      ...this.parts.blocks(statements),
    ];
    parts.sort((a, b) => a.span.start - b.span.start);
    return together(parts).map((some) => this.list(some));
  }

  private list(parts: readonly Part[]): ListDraft {
    const [first] = parts;
    // Most entries, and the first of those, of what no loop or condition of another part holds.
    const main = outermost(parts).sort((a, b) => b.layout.items.length - a.layout.items.length)[0];
    if (!first || !main) throw new Error('unreachable: a list has a part');
    const { scope } = main;
    const around = sharedCfgs(parts);
    const entries = parts.flatMap((part) => entriesUnder(part, around.length));
    return {
      list: {
        ...this.reader.located(allOf(parts.map(({ span }) => span))),
        file: this.reader.fileAt(first.span.start),
        name: scope.owner?.name ?? scope.binding ?? '',
        modules: scope.modules,
        cfg: joinCfgs(around),
        form: formOf(main),
        body: allOf(parts.map(({ layout }) => layout.body)),
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
      type: parts.find(({ type }) => type !== null)?.type ?? this.typeOfRuleSet(scope),
      allows:
        isOfRuleSet(scope, this.reader) ||
        (entries.length > 0 && entries.every(({ entry }) => saysAllow(entry.verb))),
    };
  }

  /** What extrasafe's context is given to have the list in force. */
  private typeOfRuleSet(scope: Scope): string | null {
    const { fn } = scope;
    return fn && isOfRuleSet(scope, this.reader) ? this.reader.makers.typeOf(fn.body) : null;
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

/** What is added to one variable of a function is one list, unless several are set to begin it. */
function together(parts: readonly Part[]): Part[][] {
  const lists: Part[][] = [];
  const growing = new Map<FnItem, Map<string, Part[]>>();
  /** Those that something is set to begin. */
  const begun = new Set<Part[]>();
  for (const part of parts) {
    const { fn } = part.scope;
    const grown = variableOf(fn, part.receiver, part.layout.body.start);
    const begins = part.receiver === null ? part.chain?.start : null;
    const variable = `${grown} ${part.answer ?? ''} ${begins ?? ''}`;
    const known = fn ? growing.get(fn)?.get(variable) : undefined;
    const isMore = part.adds || (known !== undefined && !begun.has(known));
    if (known && isMore && (part.receiver !== null || part.adds || part.chain)) {
      known.push(part);
      if (!part.adds) begun.add(known);
      continue;
    }
    const list = [part];
    if (!part.adds) begun.add(list);
    lists.push(list);
    if (!fn) continue;
    const ofFn = growing.get(fn) ?? new Map<string, Part[]>();
    growing.set(fn, ofFn.set(variable, list));
  }
  return lists;
}

/** Whether a list is what extrasafe's trait calls the rules of a set: all that these name is allowed. */
function isOfRuleSet({ fn }: Scope, reader: Reader): boolean {
  const isNamed = fn?.name === 'simple_rules' || fn?.name === 'conditional_rules';
  return isNamed && reader.hasRuleSets();
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

/**
 * The parts, given in their order, whose statements stand in no block that those of another part do, a
 * loop's or a branch's. Each block is looked at once: a function can have one for each statement.
 */
function outermost(parts: readonly Part[]): Part[] {
  const blocks = parts.flatMap(({ block }) => block ?? []).sort((a, b) => a.start - b.start);
  // The two that reach farthest of those that begin so far: one of them may be a part's own.
  let farthest: Span | null = null;
  let second: Span | null = null;
  let at = 0;
  return parts.filter(({ block, span }) => {
    for (let one = blocks[at]; one && one.start <= span.start; one = blocks[(at += 1)]) {
      if (one.start === farthest?.start || one.start === second?.start) continue;
      if (one.end > (farthest?.end ?? -1)) [farthest, second] = [one, farthest];
      else if (one.end > (second?.end ?? -1)) second = one;
    }
    const other = farthest?.start === block?.start ? second : farthest;
    return block === null || other === null || other.end < span.end;
  });
}

/** From where the first of some spans begins to where the last ends. */
function allOf(spans: readonly Span[]): Span {
  return spans.reduce((all, { start, end }) => ({
    start: Math.min(all.start, start),
    end: Math.max(all.end, end),
  }));
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
