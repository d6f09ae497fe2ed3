import type { Arch } from '../abi/types';
import { ActionFinder } from './action-sites';
import { emptiedLists } from './emptied';
import { EntryReader, type BuiltEntries } from './entries';
import { NO_CRATE, type Crate } from './crate';
import { constantsOf, importOf } from './declared';
import { elsewhereOf, fromElsewhere, withSitesOfFiles } from './elsewhere';
import { withItsRules } from './entry-rules';
import { isFilterCall, readFilter } from './filters';
import { listsIn, ruleSetsIn } from './found-lists';
import { Finder } from './finder';
import type { Items } from './items';
import { isJson } from './json/document';
import { readJsonPolicy } from './json/read';
import { joinFilters, type ListDraft } from './join';
import { addedUp } from './libseccomp';
import type { RuleSet } from './entry';
import type { Policy } from './model';
import { Obstacles } from './obstacles';
import { once } from './once';
import type { RustSyntax } from './parser';
import { Functions, RuleReach, withIncludes } from './reach';
import { Reader } from './reader';
import { RuleReader } from './rules';
import { CratePaths } from './paths';
import { withoutIdleContexts } from './safety-context';
import type { Known } from './quiet';
import { Sources } from './sources';
import { blockingIn, tooDeep, toldOf, unfoundIn } from './told';
import { withTakenAway } from './taken-away';
import { noteRenamed, noteUnexpanded } from './unread';
import { noteUnseenAdditions } from './unseen-additions';
import { ConstantTable } from './values';
import { walk } from './walk';

/**
 * What a source says about seccomp: Rust, or JSON, which no Rust source can be taken for.
 * @param arch whose tables name bare numbers and requests, and whose cfgs hold
 * @param crate other files in which helper functions, constants, lists and filters are looked up
 */
export function readPolicy(
  parser: RustSyntax,
  text: string,
  arch: Arch,
  crate: Crate = NO_CRATE,
): Policy {
  return toEnd(readInSteps(parser, text, arch, crate)).policy;
}

/** A policy with what is known of its source beside it; null where that is no Rust. */
export interface Reading {
  readonly policy: Policy;
  readonly known: Known | null;
}

/**
 * The same in steps of like size, for who has others to serve between them: in the first reading of a
 * process each takes some ten milliseconds for a source of 3,000 lines.
 */
export function* readInSteps(
  parser: RustSyntax,
  text: string,
  arch: Arch,
  crate: Crate,
): Generator<void, Reading> {
  if (isJson(text)) return { policy: readJsonPolicy(text, arch), known: null };
  const sources = new Sources(parser, text, crate.files);
  yield;
  const reader = new PolicyReader(text, sources, crate, arch);
  yield;
  return yield* reader.readInSteps();
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

/** One reading of one file. */
class PolicyReader {
  private readonly reader: Reader;
  private readonly finder: Finder;

  constructor(
    private readonly text: string,
    private readonly sources: Sources,
    private readonly crate: Crate,
    arch: Arch,
  ) {
    this.reader = new Reader(sources, arch);
    this.finder = new Finder(this.reader);
  }

  *readInSteps(): Generator<void, Reading> {
    const { reader } = this;
    const { text, arch } = reader;
    const { length } = this.text;
    const walked = reader.sources.parts.map(({ root, modules }) =>
      walk(root, text, this.finder.visit.bind(this.finder), modules),
    );
    const [items = NO_ITEMS, ...others] = walked;
    this.finder.settle();
    yield;
    if (items.tooDeep && reader.sources.hopeless === null) {
      reader.problem(items.tooDeep, tooDeep(), true);
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
    const held = withIncludes(ruleSetsIn(this.finder, rules), functions);
    const built: BuiltEntries = (path, modules) =>
      functions.resolve(path, modules).flatMap((fn) => this.finder.built.get(fn) ?? [])[0] ?? null;
    const entries = new EntryReader(reader, constants, rules, built);
    const found = listsIn(this.finder, reader, entries);
    yield;
    const finder = new ActionFinder(reader, functions, constItems);
    const read = this.finder.filterCalls
      .filter(({ call }) => isFilterCall(call, uses))
      .flatMap(({ call, scope }) => readFilter(call, scope, reader, finder) ?? []);
    const filters = withTakenAway(read, found, reader);
    const reach = new RuleReach(functions, held, arch);
    const known = { finder: this.finder, reader, entries, functions, constants: constItems };
    const first = joinFilters(found, filters, functions, arch);
    const emptied = emptiedLists(filters, first.filters, known);
    const drafts = [...found, ...emptied];
    const inText = emptied.length > 0 ? joinFilters(drafts, filters, functions, arch) : first;
    const joined = withSitesOfFiles(
      withoutIdleContexts(inText),
      (offset) => reader.sources.at(offset).start,
    );
    yield;
    this.finder.noteUncalled();
    noteRenamed(items.uses, reader);
    noteUnexpanded(reader);
    noteUnseenAdditions(drafts, functions, reader);
    const unfound = unfoundIn(joined, reader);
    const lists = joined.lists.map(({ draft, ...rest }) => ({
      ...draft.list,
      ...rest,
      filter: rest.filter && fromElsewhere(rest.filter),
      filters: rest.filters.map(fromElsewhere),
      entries: addedUp(draft.entries.map((entry) => withItsRules(entry, reader, reach, functions))),
    }));
    const own = lists.filter(({ file }) => file === null);
    const problems = once(() => toldOf(reader, length, unfound));
    const { syntax } = this.sources;
    const blocking = blockingIn(reader, length);
    const policy: Policy = {
      dialect: 'rust',
      text: this.text,
      lists: own,
      elsewhere: elsewhereOf(lists, own),
      filters: joined.filters.filter(({ file }) => file === null),
      ruleSets: [...held.map(({ set }) => set), ...namedSets(drafts)]
        .filter(({ file }) => file === null)
        .sort((a, b) => a.span.start - b.span.start),
      constants: constantsOf(items.constants, constants, reader),
      imports: items.uses.map(importOf),
      macros: [...items.macros],
      registrations: this.finder.registrations
        .filter(({ span }) => span.start < this.text.length)
        .sort((a, b) => a.span.start - b.span.start),
      get problems() {
        return problems();
      },
      obstacles: new Obstacles((places) => (syntax.isSoundAt(places) ? blocking : problems())),
    };
    return { policy, known: { reader, finder: this.finder, items: walked, policy, filters } };
  }
}

/** Rules of entries that functions give back: a change to them goes by the function's name. */
function namedSets(lists: readonly ListDraft[]): RuleSet[] {
  return lists.flatMap(({ entries }) =>
    entries.flatMap(({ entry: { ruleSet } }) => (ruleSet?.name != null ? [ruleSet] : [])),
  );
}
