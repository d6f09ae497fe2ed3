import { requestsByValue } from '../abi/ioctls';
import { cfgOn } from '../policy/cfg';
import type { Condition, Entry, Rule } from '../policy/entry';
import type { Want } from './remedy';

export type Answer = 'yes' | 'no' | 'unknown';

/** Which argument of ioctl(2) is its request. */
export const REQUEST_ARGUMENT = 1;

/** Whether a comparison holds for a request, as seccompiler compiles it (`SeccompCondition`). */
function holds(condition: Condition, want: Want): Answer {
  const { request } = want;
  if (condition.arg !== REQUEST_ARGUMENT || request === null) return 'unknown';
  const { len, op, name } = condition;
  if (condition.value === null) {
    // A name whose value cannot be told still says that it is the request of that name.
    const named = requestsByValue(want.arch, request).some((known) => known.name === name);
    return op === 'eq' && named ? 'yes' : 'unknown';
  }
  const bits = len === 'qword' ? 64 : 32;
  const value = BigInt.asUintN(bits, condition.value);
  const given = BigInt(request);
  switch (op) {
    case 'eq':
      return answer(given === value);
    case 'ne':
      return answer(given !== value);
    case 'lt':
      return answer(given < value);
    case 'le':
      return answer(given <= value);
    case 'gt':
      return answer(given > value);
    case 'ge':
      return answer(given >= value);
    case 'masked_eq': {
      if (condition.mask === null) return 'unknown';
      const mask = BigInt.asUintN(bits, condition.mask);
      return answer((given & mask) === (value & mask));
    }
    case null:
      return 'unknown';
  }
}

function answer(truth: boolean): Answer {
  return truth ? 'yes' : 'no';
}

/** Whether a rule lets a request through: all its conditions hold. */
export function ruleAdmits(rule: Rule, want: Want): Answer {
  if (cfgOn(rule.cfg, want.arch) === 'false') return 'no';
  const answers = rule.conditions.map((condition) => holds(condition, want));
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** How an entry treats what is wanted. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly rule: Rule | null }
  | { readonly kind: 'conditional' }
  | { readonly kind: 'unread' };

/** Whether an entry lets a call through, and by which of its rules. */
export function entryAdmits(entry: Entry, want: Want): Verdict {
  if (entry.rules === null) return { kind: 'allowed', rule: null };
  if (want.request !== null) {
    const rule = entry.rules.find((one) => ruleAdmits(one, want) === 'yes');
    if (rule) return { kind: 'allowed', rule };
  }
  // None that is known are not none: they come from elsewhere.
  const isRead = entry.understood && entry.rules.length > 0;
  return isRead ? { kind: 'conditional' } : { kind: 'unread' };
}
