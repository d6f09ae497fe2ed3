import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { Entry, Rule, RuleSet } from '../policy/entry';
import { sortEdits } from '../text/edits';
import { REQUEST_ARGUMENT, ruleAdmits } from './admits';
import { planOf, type Change } from './change';
import { entriesFor, listsOn } from './choose';
import { askThere, inFile, jobIn, ruleSetIn } from './elsewhere';
import { listed } from './force';
import type { Asked } from './change';
import { pathOf, type ListName } from './list-name';
import type { Job } from './options';
import { removalEdits } from './removal';
import { gone, notExact, refused, removalOf } from './removal-words';
import { impossible, type Plan } from './remedy';
import { wantTitle } from './title';
import { unusedConstant, withConstant } from './unused-constant';

type AskedJob = Job & { readonly want: Asked };

/** A rule with the set that it stands in. */
interface Held {
  readonly set: RuleSet;
  readonly rule: Rule;
}

/** Takes the rule of one request out of the function, or the entry, that holds it. */
export function removeRules(job: AskedJob, list: Allowlist, name: ListName | null): Plan {
  const { want } = job;
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
  if (held.length === 0) {
    const none = l10n.t('No rule of {0} admits {1}.', list.name, title);
    return entries.every(({ understood }) => understood) ? gone(list, none) : impossible(none);
  }
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
  const [file = null, ...others] = new Set(held.map(({ set }) => set.file));
  if (file === null && others.length === 0) return removeHeld(job, list, held);
  const there = file !== null && others.length === 0 ? heldIn(job, file, held) : null;
  if (there && file !== null) return inFile(removeHeld(there.job, list, there.held), file);
  return askThere(title, file ?? others[0] ?? '');
}

/** The same rules in the reading of their own file; null where that is not to be changed. */
function heldIn(
  job: AskedJob,
  file: string,
  held: readonly Held[],
): { readonly job: AskedJob; readonly held: readonly Held[] } | null {
  const inner = jobIn(job, file);
  const twins = held.flatMap(({ set, rule }): Held[] => {
    const twin = inner && ruleSetIn(inner.policy, set);
    const same = twin?.rules[set.rules.indexOf(rule)];
    return twin && same ? [{ set: twin, rule: same }] : [];
  });
  return inner && twins.length === held.length
    ? { job: { ...inner, want: job.want }, held: twins }
    : null;
}

function removeHeld(job: AskedJob, list: Allowlist, held: readonly Held[]): Plan {
  const { policy, page, want } = job;
  const title = wantTitle(want);
  const [first] = held;
  if (!first) throw new Error('unreachable: a rule was found');
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
    widens: list.polarity === 'deny',
    warnings: otherUsers(job, list, changed),
  };
  const constant = unusedConstant(
    job,
    held.map(({ rule }) => rule),
  );
  if (!constant) return planOf(policy, [change]);
  const stays = l10n.t('The constant {0} is named nowhere else then, and stays.', constant.name);
  const both = [
    { ...change, warnings: [...change.warnings, stays] },
    withConstant(page, change, constant),
  ];
  return planOf(policy, job.options.constant === true ? both.reverse() : both);
}

function isOneRequest({ conditions }: Rule): boolean {
  return conditions.some(({ arg, op }) => arg === REQUEST_ARGUMENT && op === 'eq');
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
