import * as l10n from '@vscode/l10n';
import type { Arch } from '../abi/types';
import { ActionFinder } from './action-sites';
import { EntryReader, inForce, type BuiltEntries, type EntryDraft } from './entries';
import { NO_CRATE, type Crate } from './crate';
import { isFilterCall, readFilter } from './filters';
import { Finder, type Found } from './finder';
import type { ConstItem, Items, Scope, UseItem } from './items';
import { isJson } from './json/document';
import { readJsonPolicy } from './json/read';
import { joinFilters, type ListDraft } from './join';
import { addedUp } from './libseccomp';
import { ListReader } from './lists';
import type {
  Allowlist,
  Constant,
  Entry,
  Filter,
  Import,
  Policy,
  PolicyProblem,
  RuleSet,
} from './model';
import type { Span } from '../text/span';
import type { RustParser } from './parser';
import { Functions, RuleReach, withIncludes, type HeldRuleSet } from './reach';
import { holderOf, Reader } from './reader';
import { RuleReader } from './rules';
import { oneLineOf, wholeCall } from './syntax';
import { CratePaths } from './paths';
import { quietIn, type Quiet } from './quiet';
import { Sources } from './sources';
import { noteTakenAway } from './taken-away';
import { noteRenamed, noteUnexpanded } from './unread';
import { ConstantTable } from './values';
import { walk } from './walk';

/**
 * What a source says about seccomp: Rust, or JSON, which no Rust source can be taken for.
 * @param arch whose tables name bare numbers and requests, and whose cfgs hold
 * @param crate other files in which helper functions, constants, lists and filters are looked up
 */
export function readPolicy(
  parser: RustParser,
  text: string,
  arch: Arch,
  crate: Crate = NO_CRATE,
): Policy {
  return toEnd(readInSteps(parser, text, arch, crate)).policy;
}

/** A policy with the functions of its source that have no part in it; null where that is not told. */
export interface Reading {
  readonly policy: Policy;
  readonly quiet: (() => Quiet) | null;
}

/**
 * The same in steps of like size, for who has others to serve between them: in the first reading of a
 * process each takes some ten milliseconds for a source of 3,000 lines.
 */
export function* readInSteps(
  parser: RustParser,
  text: string,
  arch: Arch,
  crate: Crate,
): Generator<void, Reading> {
  if (isJson(text)) return { policy: readJsonPolicy(text, arch), quiet: null };
  const tree = parser.parse(text);
  yield;
  const sources = new Sources(parser, text, crate.files, tree);
  yield;
  return new PolicyReader(text, sources, crate, arch).read();
}

/** All steps at once. */
export function toEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const NO_ITEMS: Items = {
  functions: [],
  constants: [],
  uses: [],
  macros: new Set(),
  tooDeep: null,
};

/** `SeccompFilter::new(BTreeMap::new(), …)`: it names no call on purpose. */
const MADE_OF_NOTHING = /^[\w:]*\(\s*(?:(?:BTree|Hash)Map::new\(\)|vec!\[\])/;
/** In front of what an arm of a `match` gives: `=>`, `=> Ok(`, `=> {`. */
const ARM = /=>\s*(?:\{\s*)?(?:\w+\s*\(\s*)?$/;
const LONGEST_ARM = 80;
const INTEGER = /^(?:\w+::)*(?:[ui](?:8|16|32|64|128|size)|c_\w+|Ioctl)$/;

/** One reading of one file. */
class PolicyReader {
  private readonly reader: Reader;
  private readonly finder: Finder;

  constructor(
    private readonly text: string,
    sources: Sources,
    private readonly crate: Crate,
    arch: Arch,
  ) {
    this.reader = new Reader(sources, arch);
    this.finder = new Finder(this.reader);
  }

  read(): Reading {
    const { reader } = this;
    const { text, arch } = reader;
    this.noteErrors();
    const walked = reader.sources.parts.map(({ root, modules }) =>
      walk(root, text, this.finder.visit.bind(this.finder), modules),
    );
    const [items = NO_ITEMS, ...others] = walked;
    this.finder.settle();
    if (items.tooDeep) {
      reader.problem(
        items.tooDeep,
        l10n.t('Brackets nest too deeply from here on to be read.'),
        true,
      );
    }
    const all = <T>(of: (some: Items) => readonly T[]): T[] => [items, ...others].flatMap(of);
    const uses = all((some) => some.uses);
    const constItems = all((some) => some.constants);
    const paths = others.length > 0 ? new CratePaths(uses, this.crate.modules) : null;
    const functions = new Functions(
      all((some) => some.functions),
      paths,
    );
    const constants = new ConstantTable(constItems, text, arch, paths, functions);
    const rules = new RuleReader(reader, constants);
    const held = withIncludes(this.readRuleSets(rules), functions);
    const built: BuiltEntries = (path, modules) =>
      functions.resolve(path, modules).flatMap((fn) => this.finder.built.get(fn) ?? [])[0] ?? null;
    const drafts = this.readLists(new EntryReader(reader, constants, rules, built));
    const finder = new ActionFinder(reader, functions, constItems);
    const filters = this.finder.filterCalls
      .filter(({ call }) => isFilterCall(call, uses))
      .flatMap(({ call, scope }) => readFilter(call, scope, reader, finder) ?? []);
    const reach = new RuleReach(functions, held, arch);
    const joined = joinFilters(drafts, filters, functions, arch);
    this.finder.noteUncalled();
    noteRenamed(items.uses, reader);
    noteUnexpanded(reader);
    this.noteUnfound(joined);
    noteTakenAway(filters, drafts, reader);
    const lists = joined.lists.map(({ draft, ...rest }) => ({
      ...draft.list,
      ...rest,
      filter: rest.filter && fromElsewhere(rest.filter),
      filters: rest.filters.map(fromElsewhere),
      entries: addedUp(draft.entries.map((entry) => this.follow(entry, reach, functions))),
    }));
    const own = lists.filter(({ file }) => file === null);
    const policy: Policy = {
      dialect: 'rust',
      text: this.text,
      lists: own,
      elsewhere: elsewhereOf(lists, own),
      filters: joined.filters.filter(({ file }) => file === null),
      ruleSets: [...held.map(({ set }) => set), ...namedSets(drafts)]
        .filter(({ file }) => file === null)
        .sort((a, b) => a.span.start - b.span.start),
      constants: items.constants
        .map((item) => this.constant(item, constants))
        .filter(({ value, type }) => value !== null || INTEGER.test(type))
        .sort((a, b) => a.span.start - b.span.start),
      imports: items.uses.map(importOf),
      macros: [...items.macros],
      registrations: this.finder.registrations
        .filter(({ span }) => span.start < this.text.length)
        .sort((a, b) => a.span.start - b.span.start),
      problems: this.problems(),
    };
    const known = { reader, finder: this.finder, items: walked, policy };
    return { policy, quiet: () => quietIn(known) };
  }

  /**
   * Behind a syntax error brackets pair otherwise than was meant: that something there is in a form
   * which is not read follows of the error, and says nothing.
   */
  private problems(): PolicyProblem[] {
    const { errors } = this.reader.sources;
    const first = errors.reduce((least, { start }) => Math.min(least, start), Infinity);
    return (
      this.reader.problems
        .filter(({ span, blocks }) => blocks || span.start < first)
        // What another file does not make plain is told where that file is read.
        .filter(({ span }) => span.start <= this.text.length)
        .sort((a, b) => a.span.start - b.span.start)
    );
  }

  /** Says of a filter that nothing is read of which it could be made, where nothing else says so. */
  private noteUnfound({ lists, filters }: ReturnType<typeof joinFilters>): void {
    const { reader } = this;
    if (reader.problems.length > 0 || lists.some(({ filter }) => filter === null)) return;
    for (const filter of filters) {
      if (filter.file !== null || filter.lists.length > 0) continue;
      const { start, end } = filter.span;
      if (MADE_OF_NOTHING.test(this.text.slice(start, end))) continue;
      const message = l10n.t('No list that this filter is made from can be read: {0}', filter.name);
      reader.problem(filter.span, message);
    }
  }

  /** One problem a line; it covers all errors that begin there, since nothing in them is sure. */
  private noteErrors(): void {
    const byLine = new Map<number, Span>();
    for (const { start, end } of this.reader.sources.errors) {
      const line = this.reader.lines.lineAt(start);
      const known = byLine.get(line) ?? { start, end };
      byLine.set(line, { start: known.start, end: Math.max(known.end, end) });
    }
    let behind = -1;
    for (const [line, span] of byLine) {
      // What lies inside an error already told says nothing new.
      if (span.end <= behind) continue;
      behind = span.end;
      this.reader.problem(span, l10n.t('Line {0} is not Rust that can be parsed.', line), true);
    }
  }

  private readRuleSets(rules: RuleReader): HeldRuleSet[] {
    const sets = this.finder.found.flatMap(({ kind, bracket, scope }): HeldRuleSet[] => {
      const set =
        kind === 'rules'
          ? rules.ruleSet(bracket, scope)
          : kind === 'rule'
            ? rules.singleRule(bracket, scope)
            : null;
      return set ? [{ set, fn: scope.fn }] : [];
    });
    const filled = new Set(sets.map(({ fn }) => fn));
    const empty = this.finder.found
      .filter(({ kind, scope }) => kind === 'empty rules' && !filled.has(scope.fn))
      .map(({ bracket, scope }) => ({ set: rules.emptySet(bracket, scope), fn: scope.fn }));
    return [...sets, ...empty];
  }

  private readLists(entries: EntryReader): ListDraft[] {
    const filled = new Set(
      [...this.finder.found.filter(({ kind }) => kind === 'list'), ...this.finder.statements].map(
        ({ scope }) => scope.fn,
      ),
    );
    const isArm = ({ bracket: { start } }: Found): boolean =>
      ARM.test(this.reader.text.slice(Math.max(0, start - LONGEST_ARM), start));
    const byArms = new Set(
      this.finder.found.filter((one) => one.kind === 'list' && isArm(one)).map((it) => it.scope.fn),
    );
    // Beside other lists of a function `vec![]` begins one of them, but where each is an arm's.
    const isList = (one: Found): boolean =>
      !filled.has(one.scope.fn) || (byArms.has(one.scope.fn) && isArm(one));
    const lists = this.finder.found.filter(
      (one) => one.kind === 'list' || (one.kind === 'empty list' && isList(one)),
    );
    return new ListReader(this.reader, entries).read(lists, this.finder.statements);
  }

  /** The entry with the rules of its helper, where the file holds that. */
  private follow(draft: EntryDraft, reach: RuleReach, functions: Functions): Entry {
    const { entry, source, scope } = draft;
    if (source.kind === 'own' && entry.ruleSet) {
      const included = entry.ruleSet.includes.flatMap((name) =>
        reach.ofCall([name], scope.modules, scope.cfgs),
      );
      const ruleSets = [entry.ruleSet, ...included];
      const all = ruleSets.flatMap((set) => set.rules);
      return { ...entry, ruleSets, rules: all.length > 0 ? inForce(all, entry.ruleSet.cfg) : [] };
    }
    if (source.kind === 'own' || source.kind === 'strange') return entry;
    const ruleSets =
      source.kind === 'call'
        ? reach.ofCall(source.path, scope.modules, scope.cfgs)
        : reach.ofVariable(source.name, entry.span.end, scope);
    const name = source.kind === 'call' ? source.path.join('::') : source.name;
    const helper = source.kind === 'call' ? entry.helper : helperOf(source.name, scope, functions);
    if (ruleSets.length === 0) {
      const message = l10n.t(
        'The rules of this entry come from {0}, which this file does not hold.',
        name,
      );
      this.reader.problem(entry.span, message);
      return { ...entry, helper };
    }
    const rules = inForce(ruleSets.flatMap((set) => set.rules));
    return { ...entry, helper, ruleSets, understood: true, rules };
  }

  private constant(item: ConstItem, constants: ConstantTable): Constant {
    const { text } = this.reader;
    return {
      ...this.reader.located(item),
      name: item.name,
      modules: item.modules,
      cfg: item.cfg,
      value: constants.numberOf(item.value, { modules: item.modules, fn: item.owner }),
      text: oneLineOf(text, item.valueSpan),
      nameSpan: item.nameSpan,
      valueSpan: item.valueSpan,
      type: item.type,
      owner: holderOf(item.owner),
    };
  }
}

/** The function whose rules a variable holds: `let rules = helper()?;`. */
function helperOf(variable: string, scope: Scope, functions: Functions): string | null {
  const binding = scope.fn?.bindings.find(({ name }) => name === variable);
  const call = binding ? wholeCall(binding.tokens) : null;
  return call && functions.resolve(call.path, scope.modules).length > 0 ? call.name : null;
}

/** A filter as another file tells of it: nothing of its text can be shown or edited here. */
function fromElsewhere(filter: Filter): Filter {
  if (filter.file === null) return filter;
  return { ...filter, mismatchSpan: null, matchSpan: null, mismatchSites: [] };
}

/**
 * Lists of other files that one's own take in, those that take rules from the own file, and those that
 * a filter of the own file is built of.
 */
function elsewhereOf(lists: readonly Allowlist[], own: readonly Allowlist[]): Allowlist[] {
  const others = lists.filter(({ file }) => file !== null);
  const taken = new Set(own);
  for (const { includes } of taken) {
    const starts = new Set(includes.map(({ span }) => span.start));
    for (const other of others) if (starts.has(other.holder?.span.start ?? -1)) taken.add(other);
  }
  const takesFrom = ({ entries }: Allowlist): boolean =>
    entries.some(({ ruleSets }) => ruleSets.some(({ file }) => file === null));
  const isFiltered = ({ filters }: Allowlist): boolean => filters.some(({ file }) => file === null);
  return others.filter((list) => taken.has(list) || takesFrom(list) || isFiltered(list));
}

/** Rules of entries that functions give back: a change to them goes by the function's name. */
function namedSets(lists: readonly ListDraft[]): RuleSet[] {
  return lists.flatMap(({ entries }) =>
    entries.flatMap(({ entry: { ruleSet } }) => (ruleSet?.name != null ? [ruleSet] : [])),
  );
}

function importOf(item: UseItem): Import {
  const { start, end, path, target, name, modules, owner, flatGroup } = item;
  const braces = flatGroup && { start: flatGroup.start, end: flatGroup.end };
  return { start, end, path, target, name, modules, owner: holderOf(owner), braces };
}
