import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import { planOf } from './change';
import { entriesFor, includes, listsOn, rankLists } from './choose';
import { ambiguous, areOne, noneNamed } from './choose-list';
import { inFile, jobIn, listsElsewhere } from './elsewhere';
import { listed } from './force';
import { ListName, pathOf } from './list-name';
import { isAsked } from './change';
import type { Job } from './options';
import { removalEdits } from './removal';
import { gone, notExact, refused, removalOf } from './removal-words';
import { removeRules } from './remove-rules';
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
  if (!list) return removeElsewhere(job, name) ?? nothingToRemove(job, all, holding);
  if (!clear && !areOne(ranked)) {
    return ambiguous(
      policy,
      ranked,
      ranked.map((one) => one.name),
    );
  }
  return isAsked(want) ? removeRules({ ...job, want }, list, name) : removeEntries(job, list);
}

/** Out of the one other file whose list is this file's to change; null where there is none, or several. */
function removeElsewhere(job: Job, name: ListName | null): Plan | null {
  const { want } = job;
  const holding = listsElsewhere(job).filter(
    (list) =>
      entriesFor(list, want).length > 0 && (name ? name.fits(list) : list.polarity !== 'deny'),
  );
  const [file, ...others] = new Set(holding.flatMap((list) => list.file ?? []));
  const there = file === undefined || others.length > 0 ? null : jobIn(job, file);
  return there && file !== undefined ? inFile(removePlan(there), file) : null;
}

/** Done where the list that is meant, or every list, lacks it: a removal made twice is made once. */
function nothingToRemove(
  { policy, want, options }: Job,
  all: readonly Allowlist[],
  holding: readonly Allowlist[],
): Plan {
  const { list } = options;
  const [first] = rankLists(all, want).ranked;
  if (list === undefined) {
    if (!first) return impossible(l10n.t('There is no list in this file that can be read.'));
    return holding.length > 0
      ? impossible(
          l10n.t(
            '{0} stands only in {1}, which refuses what it names: it is removed from there where that list is named.',
            want.syscall,
            listed(holding.map(pathOf)),
          ),
        )
      : gone(first, l10n.t('{0} is in no list of this file.', want.syscall));
  }
  const name = new ListName(policy, list);
  const named = all.find((one) => name.fits(one)) ?? policy.ruleSets.find((one) => name.fits(one));
  if (!named) return impossible(noneNamed(policy, all, list));
  return gone(
    { name: named.name ?? list, file: null, line: named.line },
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

/** Lists that take this one in lose the entry too. */
function takers({ policy, want }: Job, list: Allowlist): string[] {
  const names = listsOn(policy, want)
    .filter((one) => includes(one, list))
    .map(pathOf);
  return names.length > 0
    ? [l10n.t('It is refused in {0} too, by taking {1} in.', listed(names), list.name)]
    : [];
}
