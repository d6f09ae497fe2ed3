import { ARCHES } from '../abi/types';
import type { Filter } from '../policy/allowlist';
import { cfgOn } from '../policy/cfg';
import type { Policy } from '../policy/model';
import { actionOf, type ActionTarget } from './action-site';

/**
 * Every place at which the mismatch action of an allow filter is written, in the files' order: of the
 * filters that this file builds, or where it builds none with such a place, of those of its lists.
 * @param fileOf as `ActionOptions` have it
 */
export function actionTargets(
  policy: Policy,
  fileOf: (file: string) => Policy | null = () => null,
): ActionTarget[] {
  const own = targetsOf(policy, policy.filters, fileOf);
  const all = own.length > 0 ? own : targetsOf(policy, filtersElsewhere(policy), fileOf);
  return all.filter(({ site: { file } }) => file === null || fileOf(file) !== null);
}

/** The filters that only log what they should refuse: no sibling of theirs refuses it. */
export function filtersOnLog(policy: Policy): ActionTarget[] {
  const targets = targetsOf(policy, policy.filters, () => null);
  return inForce(targets).filter(({ from }) => from.name === 'log');
}

function targetsOf(
  policy: Policy,
  filters: readonly Filter[],
  fileOf: (file: string) => Policy | null,
): ActionTarget[] {
  const seen = new Set<string>();
  return filters.filter(isSettable).flatMap((filter) =>
    filter.mismatchSites.flatMap((site) => {
      const { file, span } = site;
      const from = actionOf(file === null ? policy : fileOf(file), site);
      const place = `${span.start} ${file ?? ''}`;
      if (from.name === 'allow' || seen.has(place)) return [];
      seen.add(place);
      return [{ filter, site, from }];
    }),
  );
}

/** Filters of other files of the crate that this file's lists go into. */
function filtersElsewhere({ lists }: Policy): Filter[] {
  const all = lists.flatMap(({ filters }) => filters).filter(({ file }) => file !== null);
  return [
    ...new Map(all.map((one) => [`${one.line} ${one.name} ${one.file ?? ''}`, one])).values(),
  ];
}

export function isSettable({ match, mismatch, cfg }: Filter): boolean {
  if (match === 'errno' || mismatch === 'allow') return false;
  // A filter that only tests build confines nobody.
  return ARCHES.some((arch) => cfgOn(cfg, arch) !== 'false');
}

/**
 * A program that can be told to log builds two filters of one kind, or one whose action is chosen:
 * the one that refuses is meant, as long as there is one.
 */
export function inForce(targets: readonly ActionTarget[]): ActionTarget[] {
  return targets.filter(
    ({ filter, from }) =>
      from.name !== 'log' ||
      !targets.some((other) => other.from.name !== 'log' && isSibling(other.filter, filter)),
  );
}

function isSibling(one: Filter, other: Filter): boolean {
  return one.name === other.name || one.lists.some((name) => other.lists.includes(name));
}
