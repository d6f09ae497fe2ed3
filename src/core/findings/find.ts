import { ARCHES, type Arch } from '../abi/types';
import { Page } from '../plan/page';
import { cfgOn } from '../policy/cfg';
import type { RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import type { Span } from '../text/span';
import { oneLine } from '../text/untrusted';
import type { CallEvidence } from './evidence';
import type { Context, Finding } from './finding';
import { FINDING_RULES } from './rules';
import { isSuppressed } from './suppression';

/** What findings depend on beside the source. */
export interface FindingOptions {
  /** The same that the policy was read for. */
  readonly arch: Arch;
  /** Calls that were made; absent where nothing is known about that. */
  readonly evidence?: CallEvidence | null;
}

const MESSAGE_MAX = 400;

/**
 * What is wrong or worth knowing in a policy, in the order of its lines. What is not understood gives
 * none, and neither does what a comment in the source suppresses.
 */
export function findingsOf(policy: Policy, options: FindingOptions): Finding[] {
  const context = contextOf(policy, options);
  const { page } = context;
  return FINDING_RULES.flatMap((rule) =>
    rule
      .find(context)
      // What another file of the crate holds is told where that file is checked.
      .filter(({ span }) => span.start < policy.text.length)
      .filter(({ span }) => !isSuppressed(page, span, rule.code))
      .map(({ span, message, level, fix }) => ({
        rule: rule.code,
        level: level ?? rule.level,
        span,
        line: page.lines.lineAt(span.start),
        message: oneLine(message, MESSAGE_MAX),
        fix: fix ?? null,
      })),
  ).sort((a, b) => a.span.start - b.span.start);
}

/** What is compiled on no target (tests) or not parsed is left out: nothing can be said about it. */
function contextOf(policy: Policy, { arch, evidence = null }: FindingOptions): Context {
  const unsure = policy.problems.filter(({ blocks }) => blocks).map(({ span }) => span);
  const sound = (span: Span): boolean =>
    !unsure.some(({ start, end }) => start <= span.end && span.start <= end);
  const counts = (it: { readonly cfg: string | null; readonly span: Span }): boolean =>
    sound(it.span) && ARCHES.some((each) => cfgOn(it.cfg, each) !== 'false');
  const lists = policy.lists.filter(
    (list) => counts(list) && sound(list.holder?.span ?? list.span),
  );
  return {
    policy,
    arch,
    page: new Page(policy.text),
    lists,
    filters: policy.filters.filter(counts),
    constants: policy.constants.filter(counts),
    ruleSets: onceEach([
      ...policy.ruleSets,
      ...lists.flatMap(({ entries }) => entries.flatMap((entry) => entry.ruleSets)),
    ]).filter((set) => set.file === null && counts(set) && sound(set.holder?.span ?? set.span)),
    evidence,
  };
}

function onceEach(sets: readonly RuleSet[]): RuleSet[] {
  return [...new Map(sets.map((set) => [`${set.span.start} ${set.span.end}`, set])).values()];
}
