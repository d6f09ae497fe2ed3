import { addTo } from './add-to';
import type { Binding, FnItem } from './items';
import { mentions } from './mentions';
import { generationAt, generationsAt } from './variables';

/** What goes into a variable: the functions that are called for it, and the words it is made of. */
export interface Flow {
  readonly called: ReadonlySet<FnItem>;
  readonly words: ReadonlySet<string>;
}

/** The functions that a path can mean where it stands. */
type Resolve = (path: readonly string[], modules: readonly string[]) => readonly FnItem[];

/**
 * What goes into the variables of functions, each worked out once. Where one name is many variables, each
 * made from the one before, `let rules = rules;`, each takes over what that one has.
 */
export class Flows {
  private readonly byFn = new Map<FnItem, ReadonlyMap<string, NameFlow>>();

  constructor(private readonly resolve: Resolve) {}

  /**
   * Of the variable that a name means at an offset, or of all of that name where no offset is given; null
   * where nothing is ever put into one of that name.
   */
  of(fn: FnItem, name: string, offset: number | null): Flow | null {
    let names = this.byFn.get(fn);
    if (!names) this.byFn.set(fn, (names = this.namesOf(fn)));
    const flow = names.get(name);
    if (!flow) return null;
    return offset === null ? flow.whole() : flow.upTo(generationsAt(fn, name, offset));
  }

  private namesOf(fn: FnItem): ReadonlyMap<string, NameFlow> {
    const names = new Map<string, Binding[]>();
    for (const binding of fn.bindings) addTo(names, binding.name, binding);
    return new Map([...names].map(([name, all]) => [name, new NameFlow(fn, all, this.resolve)]));
  }
}

/** The variables of one name. */
class NameFlow {
  private readonly own = new Map<number, Binding[]>();
  /** By the first and the last of a run of variables, each made from the one before. */
  private readonly runs = new Map<number, { first: number; last: number; flow: Flow | null }>();
  private all: Flow | null = null;

  constructor(
    private readonly fn: FnItem,
    private readonly bindings: readonly Binding[],
    private readonly resolve: Resolve,
  ) {
    for (const binding of bindings) {
      const { name, at, begins } = binding;
      addTo(this.own, generationAt(fn, name, begins ? at + 1 : at), binding);
    }
  }

  whole(): Flow {
    return (this.all ??= this.added(EMPTY, this.bindings));
  }

  /** null where nothing is put into any of a run. */
  upTo({ first, last }: { readonly first: number; readonly last: number }): Flow | null {
    // The longest run that is known already and ends no later.
    let from = last;
    let known = this.runs.get(from);
    while (known?.first !== first && from > first) known = this.runs.get((from -= 1));
    let flow = known?.first === first ? known.flow : null;
    if (known?.first !== first) from = first - 1;
    for (let generation = from + 1; generation <= last; generation += 1) {
      const more = this.own.get(generation);
      if (more) flow = this.added(flow ?? EMPTY, more);
      this.runs.set(generation, { first, last: generation, flow });
    }
    return flow;
  }

  /** The same where nothing new comes to it. */
  private added(flow: Flow, bindings: readonly Binding[]): Flow {
    const called = new Set<FnItem>();
    const words = new Set<string>();
    for (const { tokens } of bindings) {
      const found = mentions(tokens);
      for (const word of found.words) if (!flow.words.has(word)) words.add(word);
      for (const { path } of found.calls) {
        for (const fn of this.resolve(path, this.fn.modules)) {
          if (!flow.called.has(fn)) called.add(fn);
        }
      }
    }
    if (called.size === 0 && words.size === 0 && flow !== EMPTY) return flow;
    return {
      called: new Set([...flow.called, ...called]),
      words: new Set([...flow.words, ...words]),
    };
  }
}

const EMPTY: Flow = { called: new Set(), words: new Set() };
