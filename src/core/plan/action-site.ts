import { integerOf } from '../policy/integer';
import type { ActionSite, Filter } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { actionText, type Action } from './action-words';

/** One place at which the mismatch action of a filter can be set. */
export interface ActionTarget {
  readonly filter: Filter;
  readonly site: ActionSite;
  /** What is written there. */
  readonly from: Action;
}

/** What `--filter` takes: the builder's name, or with the line where several have it. */
export function targetName({ filter }: ActionTarget): string {
  return filter.name;
}

export function targetWithLine(target: ActionTarget): string {
  return `${targetName(target)}:${target.site.line}`;
}

/** `filter_for:89 (trap)`, `build:12 (trap, src/main.rs)`. */
export function targetWords(target: ActionTarget): string {
  const { site, from } = target;
  const where = site.file === null ? '' : `, ${site.file}`;
  return `${targetWithLine(target)} (${actionText(from)}${where})`;
}

/** Whether a name, as `--filter` takes it, means a target: its builder, or who gives the action. */
export function isNamed(target: ActionTarget, name: string): boolean {
  const names = [target.filter.name, target.site.holder?.name ?? target.filter.name];
  return names.some((one) => one === name || `${one}:${target.site.line}` === name);
}

/**
 * What an action's site says; the number of an errno only where it is a literal.
 * @param policy of the site's file; null where that is not at hand
 */
export function actionOf(policy: Policy | null, site: ActionSite): Action {
  if (site.action !== 'errno' || !policy) return { name: site.action, number: null };
  if (site.errno) {
    const { start, end } = site.errno.value;
    return { name: 'errno', number: Number(policy.text.slice(start, end)) };
  }
  // Without one a profile answers with EPERM (config-linux.md, `defaultErrnoRet`).
  if (policy.dialect === 'oci') return { name: 'errno', number: 1 };
  if (policy.dialect === 'firecracker') {
    const digits = /:\s*(\d+)\s*\}$/.exec(policy.text.slice(site.span.start, site.span.end))?.[1];
    return { name: 'errno', number: digits === undefined ? null : Number(digits) };
  }
  const operand = /\(([^()]*)\)$/.exec(policy.text.slice(site.span.start, site.span.end))?.[1];
  const number = integerOf(operand?.trim() ?? '');
  return { name: 'errno', number: number === null ? null : Number(number) };
}
