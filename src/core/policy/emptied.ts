import type { Span } from '../text/span';
import type { EntryReader } from './entries';
import { Filling, isHarmless } from './filling';
import type { FilterDraft } from './filters';
import type { Finder } from './finder';
import type { Blank } from './found';
import { firstInBracket, firstInContext, firstInMap } from './first-entry';
import { feeds, type ListDraft } from './join';
import type { Binding, ConstItem, FnItem, Scope } from './items';
import { ListReader } from './lists';
import { madeFrom, type Made } from './made-from';
import { mentions } from './mentions';
import type { Filter, FirstEntry } from './allowlist';
import type { Functions } from './reach';
import { holderOf, inResult, type Reader } from './reader';
import { wholeCall } from './calls';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';

interface Known {
  readonly finder: Finder;
  readonly reader: Reader;
  readonly entries: EntryReader;
  readonly functions: Functions;
  readonly constants: readonly ConstItem[];
}

/**
 * Lists without an entry, told by the filters that nothing else goes into: empty brackets, `vec![]` or
 * a constant's `&[]`, and variables that begin empty and that nothing is put into. A filter is never
 * said to list nothing where something may be put into it that is not read.
 * @param joined the same filters with the names of the lists that go into them
 */
export function emptiedLists(
  drafts: readonly FilterDraft[],
  joined: readonly Filter[],
  known: Known,
): ListDraft[] {
  const bare = new Set(joined.filter(({ lists }) => lists.length === 0).map(({ span }) => span));
  const found = new Map<number, ListDraft>();
  for (const draft of drafts) {
    if (!bare.has(draft.filter.span)) continue;
    const made = madeFrom(draft.list.tokens, draft.scope.fn, known.functions);
    const list = new Emptied(draft, made, known).draft();
    if (list) found.set(list.list.span.start, list);
  }
  return [...found.values()];
}

/** What is left of the list of one filter. */
class Emptied {
  private readonly fns: readonly FnItem[];
  private readonly filling: Filling;

  constructor(
    private readonly filter: FilterDraft,
    private readonly made: Made,
    private readonly known: Known,
  ) {
    const { fn } = filter.scope;
    this.filling = new Filling(known.functions, filter.filter.span.start);
    this.fns = [...new Set([...(fn ? [fn] : []), ...made.variables.keys(), ...made.functions])];
  }

  draft(): ListDraft | null {
    const { problems } = this.known.reader;
    const isUnread = problems.some(({ span }) =>
      this.fns.some(({ start, end }) => start <= span.start && span.end <= end),
    );
    if (isUnread || !this.isPlain(this.filter.list.tokens)) return null;
    const [blank, another] = this.known.finder.blanks.flatMap((one) => this.ofBlank(one) ?? []);
    if (blank) return another ? null : blank;
    const [variable, more] = this.fns.flatMap((fn) => this.variablesOf(fn));
    return variable && !more ? variable : null;
  }

  /** Whether an expression calls nothing but what leaves a list as it is, or functions that are read. */
  private isPlain(tokens: readonly Token[]): boolean {
    const { functions } = this.known;
    const modules = this.filter.scope.modules;
    return mentions(tokens).calls.every(
      ({ name, path }) => isHarmless(name) || functions.resolve(path, modules).length > 0,
    );
  }

  private ofBlank(blank: Blank): ListDraft | null {
    const { reader, entries, constants, finder } = this.known;
    const { fn, binding } = blank.scope;
    const [draft] = new ListReader(reader, entries, finder.fed).read(
      [{ ...blank, chain: null }],
      [],
    );
    if (!draft || !feeds(draft, this.filter, this.made)) return null;
    if (fn && binding !== null && this.filling.isFilled(fn, binding)) return null;
    const first = firstInBracket(blank, this.filter, constants);
    return first && { ...draft, list: { ...draft.list, first } };
  }

  private variablesOf(fn: FnItem): ListDraft[] {
    return fn.bindings.flatMap((binding) => {
      const first = binding.begins ? this.firstOf(binding, fn) : null;
      const statement = first && letAround(fn, binding.at);
      const draft = statement && this.ofVariable(fn, binding, statement, first);
      if (!draft || !feeds(draft, this.filter, this.made)) return [];
      return this.filling.isFilled(fn, binding.name) ? [] : [draft];
    });
  }

  /** How what a `let` begins is added to; null where that is no empty map, list or filter. */
  private firstOf({ name, tokens }: Binding, fn: FnItem): FirstEntry | null {
    const { filter, known } = this;
    const { start, end } = filter.filter.span;
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (fn === filter.scope.fn && first && last && first.start <= start && end <= last.end) {
      const tail = known.reader.text.slice(end, last.end);
      return name === filter.scope.binding
        ? firstInContext(name, filter, tail, known.reader)
        : null;
    }
    const call = wholeCall(tokens);
    return call && !call.macro ? firstInMap(name, call) : null;
  }

  private ofVariable(fn: FnItem, { name }: Binding, statement: Span, first: FirstEntry): ListDraft {
    const { reader } = this.known;
    const { modules, cfg } = fn;
    const owner = { name: fn.name, span: { start: fn.start, end: fn.end } };
    const cfgs = cfg === null ? [] : [cfg];
    const scope: Scope = { modules, fn, owner, binding: name, added: false, callee: null, cfgs };
    const body = { start: statement.end, end: statement.end };
    const comma = statement.end - 1;
    const item = { start: statement.start, end: comma, comma };
    return {
      list: {
        ...reader.located(statement),
        file: reader.fileAt(statement.start),
        name: fn.name,
        modules,
        cfg,
        form: 'statements',
        body,
        // What is put into it goes behind the statement that begins it.
        layout: { kind: 'block', body, items: [item], macro: null },
        lengthSpan: null,
        holder: holderOf(fn),
        inResult: inResult(scope),
        knows: null,
        conditionsOnly: false,
        first,
      },
      entries: [],
      scope,
      loop: null,
      type: null,
      allows: false,
      answer: first.head.includes('add_rule') ? 'allow' : null,
    };
  }
}

/** The `let` statement of a function whose value begins at an offset, its semicolon included. */
function letAround({ body }: FnItem, at: number): Span | null {
  const queue: (readonly Token[])[] = [body];
  for (let some = queue.pop(); some; some = queue.pop()) {
    const index = some.findIndex(({ start }) => start === at);
    if (index >= 0) {
      const from = some.slice(0, index).findLast((token) => isWord(token, 'let'));
      const to = some.slice(index).find((token) => isMark(token, ';'));
      return from && to ? { start: from.start, end: to.end } : null;
    }
    for (const token of some) {
      if (isGroup(token) && token.start < at && at < token.end) queue.push(token.inner);
    }
  }
  return null;
}
