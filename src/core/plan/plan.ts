import * as l10n from '@vscode/l10n';
import { syscallByName } from '../abi/syscalls';
import type { Policy } from '../policy/model';
import { oneLine } from '../text/untrusted';
import { chooseList } from './choose-list';
import { commonPlan, isNeededByOthers } from './common';
import { errnoPlan, FALLS_BACK_ON_ENOSYS, answersEnosys } from './errno';
import { hostFunctionPlan, isHostWorker } from './host-function';
import { ListPlanner } from './list-plan';
import type { Job, PlanOptions } from './options';
import { Page } from './page';
import { removePlan } from './remove';
import { impossible, type Plan, type Remedy, type RemedyKind, type Want } from './remedy';
import { sortPlan } from './sort';

/** Longer than anything that is said of names that compilers take. */
const SENTENCE_MAX = 2000;

/**
 * The ways to answer a trap, narrowest first, or why there is none. Reads nothing but the policy;
 * every edit is against `policy.text`.
 */
export function planFor(policy: Policy, wanted: Want, options: PlanOptions = {}): Plan {
  return said(planned(policy, wanted, options));
}

/** Names out of a source, such as the keys of JSON, are in the sentences: each is one line of text. */
function said(plan: Plan): Plan {
  if (plan.kind !== 'remedies') return { ...plan, message: oneLine(plan.message, SENTENCE_MAX) };
  const remedies = plan.remedies.map((remedy) => ({
    ...remedy,
    title: oneLine(remedy.title, SENTENCE_MAX),
    force: oneLine(remedy.force, SENTENCE_MAX),
    warnings: remedy.warnings.map((warning) => oneLine(warning, SENTENCE_MAX)),
  }));
  return { kind: 'remedies', remedies };
}

function planned(policy: Policy, wanted: Want, options: PlanOptions): Plan {
  const known = options.page?.text === policy.text ? options.page : undefined;
  const page = known ?? new Page(policy.text, options.format);
  if (options.kind === 'sort') return sortPlan(policy, page, wanted, options);
  const call = syscallByName(wanted.arch, wanted.syscall);
  if (!call) return impossible(l10n.t('There is no call {0} on {1}.', wanted.syscall, wanted.arch));
  const request = call.name === 'ioctl' ? wanted.request : null;
  const want = { ...wanted, syscall: call.name, request };
  const job: Job = { policy, page, want, call, options };
  return options.kind === undefined ? planEvery(job) : planOfKind(job, options.kind);
}

function planOfKind(job: Job, kind: RemedyKind): Plan {
  switch (kind) {
    case 'errno':
      return errnoPlan(job);
    case 'common':
      return commonPlan(job);
    case 'remove':
      return removePlan(job);
    case 'sort':
      return sortPlan(job.policy, job.page, job.want, job.options);
    case 'host-function':
      return hostFunctionPlan(job);
    case 'allow':
    case 'allow-argument':
      return planAllowing(job, kind);
  }
}

/** One of the two kinds that change the list alone. */
function planAllowing(job: Job, kind: 'allow' | 'allow-argument'): Plan {
  const { want, options } = job;
  // Asked for by name, the wider one is there beside a request that is known.
  const widen = options.widen === true || (kind === 'allow' && want.request !== null);
  const plan = planInList({ ...job, options: { ...options, widen } });
  if (plan.kind !== 'remedies') return plan;
  const remedies = plan.remedies.filter((remedy) => remedy.kind === kind);
  if (remedies.length > 0) return { kind: 'remedies', remedies };
  const there = [...new Set(plan.remedies.map((remedy) => remedy.kind))].join(', ');
  return impossible(l10n.t('There is no remedy "{0}" here; there is: {1}.', kind, there));
}

function planInList(job: Job): Plan {
  const choice = chooseList(job);
  return 'plan' in choice ? choice.plan : new ListPlanner(job, choice.list, choice.notes).plan();
}

/** Every remedy that answers a trap, and what else the file offers beside its list. */
function planEvery(job: Job): Plan {
  const plan = planInList(job);
  const host = hostPlan(job);
  if (plan.kind === 'impossible' && job.policy.lists.length === 0) return host ?? plan;
  if (plan.kind !== 'remedies') return plan;
  const errno = remediesOf(errnoPlan(job));
  const common = isNeededByOthers(job) ? remediesOf(commonPlan(job)) : [];
  const falling = FALLS_BACK_ON_ENOSYS.has(job.want.syscall);
  const better = falling && answersEnosys(job);
  const noted = falling && !better ? plan.remedies.map(withFallBackNote) : plan.remedies;
  const inList = better ? [...errno, ...noted, ...common] : [...noted, ...errno, ...common];
  const only = host ? remediesOf(host) : [];
  const ordered = isHostWorker(job.want.comm) ? [...only, ...inList] : [...inList, ...only];
  const remedies = ordered.toSorted((a, b) => Number(a.widens) - Number(b.widens));
  return { kind: 'remedies', remedies };
}

/**
 * What the file's registrations of host functions offer; null where it has none. One that undoes the
 * conditions of Hyperlight's own list is not taken for a trap that a narrower change may answer.
 */
function hostPlan(job: Job): Plan | null {
  if (job.policy.registrations.length === 0) return null;
  const plan = hostFunctionPlan(job);
  if (plan.kind !== 'remedies' || job.options.widen === true || job.policy.lists.length > 0) {
    return plan;
  }
  const [wide] = plan.remedies.filter(({ widens }) => widens);
  return wide ? impossible(wide.force) : plan;
}

function remediesOf(plan: Plan): readonly Remedy[] {
  return plan.kind === 'remedies' ? plan.remedies : [];
}

function withFallBackNote(remedy: Remedy): Remedy {
  const note = l10n.t(
    'libc falls back to clone where clone3 fails with ENOSYS: a filter that answers so would be narrower, but this file has none.',
  );
  return { ...remedy, warnings: [...remedy.warnings, note] };
}
