import { identicalActions, laxMismatch } from './actions';
import { wrongConstant } from './constants';
import { deadRule } from './dead-rules';
import { duplicateEntry, overriddenEntry, wideningDuplicate } from './duplicates';
import { missingEquivalent } from './equivalents';
import { wideningExtraCall } from './extra-calls';
import type { FindingRule } from './finding';
import { ioctlLength, unconditionalIoctl } from './ioctls';
import { mergedDuplicate } from './merged';
import { noSuchCall } from './targets';
import { neverSeen } from './unseen';

/** All that is looked for, in the order of `docs/findings.md`. */
export const FINDING_RULES: readonly FindingRule[] = [
  duplicateEntry,
  overriddenEntry,
  wideningDuplicate,
  wideningExtraCall,
  mergedDuplicate,
  deadRule,
  unconditionalIoctl,
  ioctlLength,
  wrongConstant,
  noSuchCall,
  laxMismatch,
  identicalActions,
  missingEquivalent,
  neverSeen,
];

/** The rule of a code; undefined where there is none. */
export function findingRule(code: string): FindingRule | undefined {
  return FINDING_RULES.find((rule) => rule.code === code);
}

/** Where a rule is explained, relative to the project's root. */
export function helpOf(code: string): string {
  return `docs/findings.md#${code}`;
}
