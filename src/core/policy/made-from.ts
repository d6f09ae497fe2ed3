import { addAll } from './add-all';
import type { FnItem } from './items';
import { mentions } from './mentions';
import type { Functions } from './reach';
import type { Token } from './tokens';

/** What an expression is made from. */
export interface Made {
  /** Functions reached, their callees included. */
  readonly functions: ReadonlySet<FnItem>;
  /** Variables that feed it, by the function that they are in. */
  readonly variables: ReadonlyMap<FnItem, ReadonlySet<string>>;
  /** Other names: constants perhaps. */
  readonly names: ReadonlySet<string>;
}

/** Follows an expression through variables, calls, and from a parameter to what callers give it. */
export function madeFrom(tokens: readonly Token[], fn: FnItem | null, functions: Functions): Made {
  const trail = new Trail(functions, { fn, at: tokens[0]?.start ?? 0 });
  trail.follow(tokens, fn);
  // Where nothing else tells, whatever the callers call may have a part in it.
  if (fn && trail.isCold)
    trail.reach(
      functions.callersOf(fn).map(({ caller }) => caller),
      fn,
    );
  else trail.reach([], fn);
  return trail;
}

interface Step {
  readonly tokens: readonly Token[];
  readonly fn: FnItem | null;
}

class Trail implements Made {
  readonly functions = new Set<FnItem>();
  readonly variables = new Map<FnItem, Set<string>>();
  readonly names = new Set<string>();
  private readonly called: FnItem[] = [];
  private readonly asked = new Set<FnItem>();

  constructor(
    private readonly known: Functions,
    /** Where the expression stands: a name can be another variable elsewhere in its function. */
    private readonly from: { readonly fn: FnItem | null; readonly at: number },
  ) {}

  get isCold(): boolean {
    return this.called.length === 0 && this.variables.size === 0;
  }

  follow(tokens: readonly Token[], fn: FnItem | null): void {
    const steps: Step[] = [{ tokens, fn }];
    for (let step = steps.pop(); step; step = steps.pop()) addAll(steps, this.step(step));
  }

  private step({ tokens, fn }: Step): Step[] {
    const { calls, words } = mentions(tokens);
    for (const { path } of calls) addAll(this.called, this.known.resolve(path, fn?.modules ?? []));
    return words.flatMap((word) => this.named(word, fn));
  }

  /** Follows a word to what a variable is set to, or a parameter is given. */
  private named(first: string, fn: FnItem | null): Step[] {
    const steps: Step[] = [];
    const words = [first];
    for (let word = words.pop(); word !== undefined; word = words.pop()) {
      this.names.add(word);
      const seen = fn ? this.variables.get(fn) : undefined;
      if (!fn || seen?.has(word) === true) continue;
      const offset = fn === this.from.fn ? this.from.at : null;
      const flow = this.known.flows.of(fn, word, offset);
      if (flow) {
        this.variables.set(fn, (seen ?? new Set()).add(word));
        addAll(this.called, flow.called);
        addAll(words, flow.words);
      } else addAll(steps, this.given(word, fn));
    }
    return steps;
  }

  /** What the callers of a function give it, where a word is one of its parameters. */
  private given(word: string, fn: FnItem): Step[] {
    if (!fn.params.has(word) || this.asked.has(fn)) return [];
    this.asked.add(fn);
    return this.known
      .callersOf(fn)
      .map(({ caller, call }) => ({ tokens: call.args.inner, fn: caller }));
  }

  /** All functions that those called, and some others, lead to. */
  reach(others: readonly FnItem[], own: FnItem | null): void {
    const queue = [...this.called, ...others];
    for (let next = queue.pop(); next; next = queue.pop()) {
      if (this.functions.has(next) || next === own) continue;
      this.functions.add(next);
      addAll(queue, this.known.calledIn(next));
    }
  }
}
