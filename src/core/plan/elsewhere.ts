import * as l10n from '@vscode/l10n';
import type { Allowlist } from '../policy/allowlist';
import type { RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import type { Located } from '../policy/places';
import type { Job } from './options';
import { Page } from './page';
import { impossible, type Plan } from './remedy';

/** The same question about another file of the crate; null where that is not to be changed. */
export function jobIn(job: Job, file: string): Job | null {
  const policy = job.options.fileOf?.(file) ?? null;
  return policy && { ...job, policy, page: new Page(policy.text, job.options.format) };
}

/** A list, or a function's rules, as the reading of its own file has it. */
export function listIn(policy: Policy, list: Allowlist): Allowlist | null {
  return policy.lists.find((one) => isTwin(one, list)) ?? null;
}

export function ruleSetIn(policy: Policy, set: RuleSet): RuleSet | null {
  const inEntries = policy.lists.flatMap(({ entries }) => entries.flatMap((one) => one.ruleSets));
  const own = [...policy.ruleSets, ...inEntries].filter(({ file }) => file === null);
  return own.find((one) => isTwin(one, set)) ?? null;
}

type Place = Located & { readonly name: string | null };

/** Lines are a file's own, whichever file was asked about; offsets are not. */
function isTwin(one: Place, other: Place): boolean {
  const lengthOf = ({ span }: Place): number => span.end - span.start;
  return one.name === other.name && one.line === other.line && lengthOf(one) === lengthOf(other);
}

/** A plan that was made in another file, with its name on all that it says. */
export function inFile(plan: Plan, file: string): Plan {
  switch (plan.kind) {
    case 'remedies':
      return {
        ...plan,
        remedies: plan.remedies.map((one) => (one.file === null ? { ...one, file } : one)),
      };
    case 'already-allowed':
      return plan.file === null ? { ...plan, file } : plan;
    case 'ambiguous':
    case 'impossible':
      return plan;
  }
}

/** What is to be changed lies in a file that is not: that file is to be asked about. */
export function askThere(what: string, file: string): Plan {
  return impossible(l10n.t('{0} is in {1}: ask for the fix of that file.', what, file));
}

/**
 * Lists of other files that are this file's to fill: its filters are built of them, or its own rules
 * are theirs where it has no list. None where other files are not to be changed.
 */
export function listsElsewhere({ policy, options }: Job): readonly Allowlist[] {
  if (!options.fileOf) return [];
  const isFiltered = ({ filters }: Allowlist): boolean => filters.some(({ file }) => file === null);
  const filtered = policy.elsewhere.filter(isFiltered);
  if (filtered.length > 0 || policy.lists.length > 0) return filtered;
  return policy.elsewhere.filter(({ entries }) =>
    entries.some(({ ruleSets }) => ruleSets.some(({ file }) => file === null)),
  );
}
