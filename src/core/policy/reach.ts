import { addTo } from './add-to';
import { addAll } from './add-all';
import { cfgOn } from './cfg';
import { Flows } from './flow';
import type { Arch } from '../abi/types';
import { mentions } from './mentions';
import type { CallSite, FnItem, Scope } from './items';
import type { Rule, RuleSet } from './entry';
import { shareFile, type CratePaths } from './paths';
import { joinCfgs } from './segments';
import { bindingsAt, generationAt, generationsAt, isAmong } from './variables';

/** A name of more functions leads nowhere: each call of it would lead to all of them. */
const MOST_NAMESAKES = 256;

/** Looks up which function of the file a call means. */
export class Functions {
  private readonly byName = new Map<string, FnItem[]>();
  private readonly called = new Map<FnItem, ReadonlySet<FnItem>>();
  private readonly reached = new Map<FnItem, ReadonlySet<FnItem>>();
  /** All calls of the file, in its order, by the last name of their path. */
  private readonly calls = new Map<string, Caller[]>();

  private readonly byKey = new Map<string, FnItem[]>();

  /** What goes into the variables of these functions. */
  readonly flows = new Flows((path, modules) => this.resolve(path, modules));

  /** @param paths where the functions are those of several files */
  constructor(
    readonly all: readonly FnItem[],
    private readonly paths: CratePaths | null,
  ) {
    for (const fn of paths ? all : []) {
      addTo(this.byKey, paths?.keyOf(fn.name, fn.modules) ?? '', fn);
    }
    for (const fn of all) {
      addTo(this.byName, fn.name, fn);
      for (const call of fn.calls) {
        const name = call.path.at(-1);
        if (name !== undefined) addTo(this.calls, name, { caller: fn, call });
      }
    }
  }

  /** Every call of a function in the file. */
  callersOf(fn: FnItem): Caller[] {
    const calls = this.calls.get(fn.name) ?? [];
    return calls.filter(({ caller, call }) => this.resolve(call.path, caller.modules).includes(fn));
  }

  /** The functions that a function calls. */
  calledIn(fn: FnItem): ReadonlySet<FnItem> {
    const known = this.called.get(fn);
    if (known) return known;
    const called = new Set(fn.calls.flatMap(({ path }) => this.resolve(path, fn.modules)));
    this.called.set(fn, called);
    return called;
  }

  /** A function, and all that its calls lead to. */
  from(start: FnItem): ReadonlySet<FnItem> {
    const known = this.reached.get(start);
    if (known) return known;
    const found = new Set<FnItem>();
    const queue = [start];
    for (let next = queue.pop(); next; next = queue.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      addAll(queue, this.calledIn(next));
    }
    this.reached.set(start, found);
    return found;
  }

  /** The functions that a path can mean where it stands; several under different cfgs. */
  resolve(path: readonly string[], modules: readonly string[]): readonly FnItem[] {
    // `Type::new` is some other type's, nearly always, and types are not told apart here.
    if (path.length > 1 && path.at(-1) === 'new') return [];
    const exact = this.paths?.meanings(path, modules).flatMap((key) => this.byKey.get(key) ?? []);
    if (exact && exact.length > 0) return exact;
    const all = this.byName.get(path.at(-1) ?? '') ?? [];
    if (all.length > MOST_NAMESAKES) return [];
    const same = this.paths ? all.filter((fn) => shareFile(fn.modules, modules)) : all;
    if (same.length < 2) return same;
    const module = path.at(-2);
    const named = same.filter((fn) => module !== undefined && fn.modules.at(-1) === module);
    if (named.length > 0) return named;
    const near = same.filter((fn) => fn.modules.join() === modules.join());
    return near.length > 0 ? near : same;
  }
}

/** A call of a function, and the function that makes it. */
export interface Caller {
  readonly caller: FnItem;
  readonly call: CallSite;
}

/** A rule set of a function, with that function. */
export interface HeldRuleSet {
  readonly set: RuleSet;
  readonly fn: FnItem | null;
}

/** Rule sets with the rule functions that their own function calls (`extend`, `append`). */
export function withIncludes(held: readonly HeldRuleSet[], functions: Functions): HeldRuleSet[] {
  const holders = new Set(held.map(({ fn }) => fn));
  return held.map(({ set, fn }) => {
    const called = (fn?.calls ?? [])
      .flatMap(({ path }) => functions.resolve(path, fn?.modules ?? []))
      .filter((other) => other.returns.startsWith('rule') || holders.has(other));
    const includes = [...new Set([...set.includes, ...called.map(({ name }) => name)])];
    return { set: { ...set, includes }, fn };
  });
}

/** Follows helper functions to the rules that they return. */
export class RuleReach {
  private readonly byFn = new Map<FnItem, RuleSet[]>();

  constructor(
    private readonly functions: Functions,
    held: readonly HeldRuleSet[],
    private readonly arch: Arch,
  ) {
    for (const { set, fn } of held) {
      if (fn) addTo(this.byFn, fn, set);
    }
  }

  /** Whether a function holds rules or says that it returns some. */
  givesRules(fn: FnItem): boolean {
    return fn.returns === 'rules' || fn.returns === 'rule' || this.byFn.has(fn);
  }

  /** Rule sets of the variable that is meant at an offset: of its `let`, and of what is added to it. */
  ofVariable(name: string, offset: number, scope: Scope): RuleSet[] {
    const { fn } = scope;
    if (!fn) return [];
    const living = generationsAt(fn, name, offset);
    const own = (this.byFn.get(fn) ?? []).filter(
      (set) => set.binding === name && isAmong(living, generationAt(fn, name, set.span.start)),
    );
    const calls = bindingsAt(fn, name, offset).flatMap(({ tokens }) => mentions(tokens).calls);
    const called = calls.flatMap(({ path }) => this.ofCall(path, fn.modules, scope.cfgs));
    return [...own, ...called];
  }

  /**
   * Every rule set that a call leads to, through calls in the functions it reaches. A function is
   * looked into once: first over calls that exist on the architecture, then over the others.
   */
  ofCall(path: readonly string[], modules: readonly string[], cfgs: readonly string[]): RuleSet[] {
    const found: RuleSet[] = [];
    const seen = new Set<FnItem>();
    const alive: { fn: FnItem; cfgs: readonly string[] }[] = [];
    const dead: typeof alive = [];
    const add = (
      to: readonly string[],
      from: readonly string[],
      under: readonly string[],
    ): void => {
      for (const fn of this.functions.resolve(to, from)) {
        if (seen.has(fn) || !this.leads(fn)) continue;
        const all = fn.cfg === null ? under : [...under, fn.cfg];
        const truth = cfgOn(joinCfgs(all), this.arch);
        (truth === 'false' ? dead : alive).push({ fn, cfgs: all });
      }
    };
    add(path, modules, cfgs);
    for (let next = alive.shift() ?? dead.shift(); next; next = alive.shift() ?? dead.shift()) {
      const { fn } = next;
      if (seen.has(fn)) continue;
      seen.add(fn);
      const { cfgs: around } = next;
      for (const set of this.byFn.get(fn) ?? []) found.push(under(set, around));
      for (const call of fn.calls) add(call.path, fn.modules, [...around, ...call.cfgs]);
    }
    return found;
  }

  /** Rule functions, and dispatchers that return what rule functions give. */
  private leads(fn: FnItem): boolean {
    return this.givesRules(fn) || fn.returns === 'other';
  }
}

function under(set: RuleSet, cfgs: readonly string[]): RuleSet {
  if (cfgs.length === 0) return set;
  const rules = set.rules.map((rule): Rule => ({ ...rule, cfg: joinCfgs([...cfgs, rule.cfg]) }));
  return { ...set, rules };
}
