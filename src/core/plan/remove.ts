import * as l10n from '@vscode/l10n';
import type { Allowlist, Constant, Entry, Rule, RuleSet } from '../policy/model';
import { sortEdits } from '../text/edits';
import type { TextEdit } from '../text/span';
import { ruleAdmits } from './admits';
import { planOf, type Change } from './change';
import { entriesFor, listsOn, rankLists } from './choose';
import { ambiguous, areOne, noneNamed } from './choose-list';
import { listed } from './force';
import { ListName, pathOf } from './list-name';
import { isAsked } from './list-plan';
import type { Asked } from './list-changes';
import type { Job } from './options';
import type { Page } from './page';
import { removalEdits } from './removal';
import { impossible, type Plan } from './remedy';
import { wantTitle } from './title';

/** Takes an entry out of its list, or the rule of one request out of its function. */
export function removePlan(job: Job): Plan {
  const { policy, want, options } = job;
  const all = listsOn(policy, want);
  const name = options.list === undefined ? null : new ListName(policy, options.list);
  const holding = all.filter((list) => entriesFor(list, want).length > 0);
  const lists = name
    ? holding.filter(
        (list) =>
          name.fits(list) ||
          entriesFor(list, want).some(({ ruleSets }) => ruleSets.some((set) => name.fits(set))),
      )
    : holding.filter(({ polarity }) => polarity !== 'deny');
  const { ranked, clear } = rankLists(lists, want);
  const [list] = ranked;
  if (!list) return nothingToRemove(job, all, holding);
  if (!clear && !areOne(ranked)) {
    return ambiguous(
      policy,
      ranked,
      ranked.map((one) => one.name),
    );
  }
  return isAsked(want) ? removeRules({ ...job, want }, list, name) : removeEntries(job, list);
}

function nothingToRemove(
  { policy, want, options }: Job,
  all: readonly Allowlist[],
  holding: readonly Allowlist[],
): Plan {
  const { list } = options;
  const name = list === undefined ? null : new ListName(policy, list);
  const known = [...all, ...policy.ruleSets].some((one) => name?.fits(one) === true);
  if (list !== undefined && !known) return impossible(noneNamed(policy, all, list));
  if (list === undefined) {
    return impossible(l10n.t('{0} is in no list of this file.', want.syscall));
  }
  return impossible(
    holding.length > 0
      ? l10n.t('{0} does not have {1}; {2} does.', list, want.syscall, listed(holding.map(pathOf)))
      : l10n.t('{0} does not have {1}.', list, want.syscall),
  );
}

/** Every entry of the call that is there on the architecture: of several the last would win. */
function removeEntries(job: Job, list: Allowlist): Plan {
  const { policy, page, want } = job;
  const entries = entriesFor(list, want);
  const [first] = entries;
  const edits = removalEdits(
    page,
    list,
    entries.map(({ span }) => span),
  );
  if (!first || !edits) return impossible(notExact(wantTitle(want), list.name));
  const helpers = entries.flatMap(({ helper }) => helper ?? []);
  const path = pathOf(list);
  return planOf(policy, [
    {
      ...removalOf(list, edits),
      title: l10n.t('Remove {0} from {1}', want.syscall, path),
      force: refused(list, want.syscall, path),
      widens: list.polarity === 'deny',
      warnings: [
        ...(entries.length > 1
          ? [l10n.t('It stands there {0} times; all of them go.', entries.length)]
          : []),
        ...[...new Set(helpers)].map((one) =>
          l10n.t('{0} may be left without a use by this.', one),
        ),
        ...takers(job, list),
      ],
    },
  ]);
}

function refused({ polarity, filter }: Allowlist, call: string, path: string): string {
  return polarity === 'deny'
    ? l10n.t(
        '`{0}` is no longer answered with {1} by {2}.',
        call,
        filter?.match ?? l10n.t('another action'),
        path,
      )
    : l10n.t('`{0}` is refused again in {1}.', call, path);
}

/** Lists that take this one in lose the entry too. */
function takers({ policy, want }: Job, list: Allowlist): string[] {
  const start = list.holder?.span.start;
  const names = listsOn(policy, want)
    .filter((one) => one !== list && one.includes.some(({ span }) => span.start === start))
    .map(pathOf);
  return names.length > 0
    ? [l10n.t('It is refused in {0} too, by taking {1} in.', listed(names), list.name)]
    : [];
}

/** A rule with the set that it stands in. */
interface Held {
  readonly set: RuleSet;
  readonly rule: Rule;
}

function removeRules(
  job: Job & { readonly want: Asked },
  list: Allowlist,
  name: ListName | null,
): Plan {
  const { policy, page, want } = job;
  const title = wantTitle(want);
  const entries = entriesFor(list, want);
  const entry = entries.at(-1);
  if (!entry?.rules) {
    return impossible(
      l10n.t('{0} allows every {1}: there is no rule to remove.', list.name, want.syscall),
    );
  }
  const sets = [...new Set(entries.flatMap(({ ruleSets }) => ruleSets))];
  const inNamed = name && sets.some((set) => name.fits(set));
  const held = sets
    .filter((set) => !inNamed || name.fits(set))
    .flatMap((set) => set.rules.map((rule): Held => ({ set, rule })))
    .filter(({ rule }) => ruleAdmits(rule, want) !== 'no');
  const [first] = held;
  if (!first) return impossible(l10n.t('No rule of {0} admits {1}.', list.name, title));
  const wider = held.find(({ rule }) => !isOneRequest(rule));
  if (wider) {
    return impossible(
      l10n.t(
        'The rule at line {0} admits {1} among others: it is not removed for one.',
        wider.rule.line,
        title,
      ),
    );
  }
  const changed = [...new Set(held.map(({ set }) => set))];
  const path = pathOf({ modules: first.set.modules, name: first.set.name ?? list.name });
  const edits = changed.map((set) =>
    removalEdits(
      page,
      set,
      held.filter((one) => one.set === set).map(({ rule }) => rule.span),
    ),
  );
  if (edits.some((one) => one === null)) {
    return impossible(lastRule(changed) ?? notExact(title, path));
  }
  const change: Change = {
    ...removalOf(first.set, sortEdits(edits.flatMap((one) => one ?? []))),
    list: first.set.name ?? list.name,
    title: l10n.t('Remove {0} from {1}', title, path),
    force: refused(list, title, path),
    warnings: otherUsers(job, list, changed),
  };
  const constant = unusedConstant(job, held);
  if (!constant) return planOf(policy, [change]);
  const stays = l10n.t('The constant {0} is named nowhere else then, and stays.', constant.name);
  const both = [
    { ...change, warnings: [...change.warnings, stays] },
    withConstant(page, change, constant),
  ];
  return planOf(policy, job.options.constant === true ? both.reverse() : both);
}

function isOneRequest({ conditions }: Rule): boolean {
  return conditions.some(({ arg, op }) => arg === 1 && op === 'eq');
}

/** An empty set of rules lets every request through (seccompiler `SeccompFilter::new`). */
function lastRule(sets: readonly RuleSet[]): string | null {
  const last = sets.find(({ rules }) => rules.length === 1);
  if (!last) return null;
  const where = last.name ?? l10n.t('line {0}', last.line);
  return l10n.t(
    'It is the last rule of {0}: an empty set lets every request through. Remove the entry instead.',
    where,
  );
}

function notExact(what: string, where: string): string {
  return l10n.t('{0} stands in {1} in a form that cannot be taken out exactly.', what, where);
}

function otherUsers(
  { policy, want }: Job,
  list: Allowlist,
  sets: readonly RuleSet[],
): readonly string[] {
  const uses = (entry: Entry): boolean =>
    entry.ruleSets.some((set) => sets.some((one) => one.span.start === set.span.start));
  const others = listsOn(policy, want).filter((one) => one !== list && one.entries.some(uses));
  return others.length > 0
    ? [
        l10n.t(
          '{0} has its rules from there too, and loses it.',
          listed([...new Set(others.map(pathOf))]),
        ),
      ]
    : [];
}

/** The constant that only the removed rules name. */
function unusedConstant({ policy }: Job, held: readonly Held[]): Constant | null {
  const names = new Set(
    held.flatMap(({ rule }) => rule.conditions.flatMap(({ name }) => name ?? [])),
  );
  const spans = held.map(({ rule }) => rule.span);
  const found = policy.constants.filter(({ name }) => names.has(name));
  const [constant] = found;
  if (!constant || found.length > 1) return null;
  const gone = [...spans, constant.span];
  const mentions = [...policy.text.matchAll(new RegExp(`\\b${constant.name}\\b`, 'g'))];
  const isGone = (at: number): boolean => gone.some(({ start, end }) => start <= at && at < end);
  return mentions.every(({ index }) => isGone(index)) ? constant : null;
}

/** The same with the constant's lines: those of its attributes and doc comment too. */
function withConstant(page: Page, change: Change, constant: Constant): Change {
  const { lines, text } = page;
  const { span, name } = constant;
  let from = lines.lineAt(span.start);
  while (from > 1 && /^\s*(?:\/\/\/|#\[)/.test(lines.textOf(from - 1))) from -= 1;
  const last = lines.lineAt(span.end);
  const alone = page.beginsLine(span.start) && page.endsLine(span.end) && last < lines.count;
  const edit = alone
    ? { start: lines.startOf(from), end: lines.startOf(last + 1), newText: '' }
    : { ...span, newText: '' };
  const isPublic = text.slice(span.start, constant.nameSpan.start).startsWith('pub ');
  return {
    ...change,
    title: l10n.t('{0}, and the constant {1}', change.title, name),
    edits: sortEdits([...change.edits, edit]),
    warnings: [
      ...change.warnings,
      ...(isPublic ? [l10n.t('{0} is public: another file may use it.', name)] : []),
    ],
    touches: [...change.touches, span],
  };
}

/** What every removal has in common: its line is where the first of the text went. */
function removalOf(
  place: Allowlist | RuleSet,
  edits: readonly TextEdit[],
): Omit<Change, 'title' | 'force'> {
  const main = edits[0];
  if (!main) throw new Error('unreachable: a removal has an edit');
  return {
    kind: 'remove',
    widens: false,
    list: place.name ?? '',
    edits,
    main,
    offset: 0,
    warnings: [],
    touches: [place.holder?.span ?? place.span],
  };
}
