import { addTo } from './add-to';
import type { ActionName } from '../abi/types';
import type { Entry } from './entry';
import { wholeCall, type Call } from './calls';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';

/** Functions of the `libseccomp` crate, of all its ages, that give a call by its name. */
const BY_NAME = /^(?:from_name|from_name_by_arch|get_syscall_from_name)$/;

/** Methods of `ScmpFilterContext`, and of syscallz's `Context`, that add a rule with an action of its own. */
export const ADD_RULE =
  /^(?:add_rule(?:_conditional)?(?:_exact)?|set_(?:action|rule)_for_syscall)$/;

/** What a rule answers with; null where that is no more than its filter's way to list a call. */
export function answerOf(verb: string, action: ActionName | null): ActionName | null {
  // What syscallz's `allow_syscall` lists is one list with what it allows under conditions.
  return action === 'allow' && verb.startsWith('set_') ? null : action;
}

/** The comparisons of `ScmpCompareOp`, by the names of seccompiler's. */
export const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['Equal', 'Eq'],
  ['NotEqual', 'Ne'],
  ['Less', 'Lt'],
  ['LessOrEqual', 'Le'],
  ['Greater', 'Gt'],
  ['GreaterEqual', 'Ge'],
  ['MaskedEqual', 'MaskedEq'],
]);

/** The name in `ScmpSyscall::from_name("openat")?` or `ScmpSyscall::new("openat")`; null for others. */
export function namedCall(tokens: readonly Token[]): string | null {
  const call = wholeCall(tokens);
  return call && nameGivenTo(call);
}

/** The name that such a call is given; null for others. */
export function nameGivenTo(call: Call): string | null {
  if (call.macro) return null;
  const isNew = call.name === 'new' && call.path.at(-2) === 'ScmpSyscall';
  if (!isNew && !BY_NAME.test(call.name)) return null;
  const [literal] = call.group.inner;
  if (literal?.kind !== 'literal') return null;
  return /^"([a-z0-9_]+)"$/.exec(literal.text)?.[1] ?? null;
}

/** The tokens inside `ScmpSyscall::from(…)`; the same ones where they are no such call. */
export function insideFrom(tokens: readonly Token[]): readonly Token[] {
  const call = wholeCall(tokens);
  return call && isFrom(call) ? call.group.inner : tokens;
}

/** Whether a call is `ScmpSyscall::from(…)`. */
export function isFrom({ name, path }: Call): boolean {
  return name === 'from' && path.at(-2) === 'ScmpSyscall';
}

/** Whether brackets hold a `ScmpSyscall`, or a comparison by `ScmpCompareOp`. */
export function speaksOf(word: 'ScmpSyscall' | 'ScmpCompareOp', inner: readonly Token[]): boolean {
  return inner.some((_, at) => speaksAt(word, inner, at));
}

/** Whether one stands at an index. */
export function speaksAt(
  word: 'ScmpSyscall' | 'ScmpCompareOp',
  tokens: readonly Token[],
  at: number,
): boolean {
  if (!isWord(tokens[at], word)) return false;
  return isMark(tokens[at + 1], '::') || isGroup(tokens[at + 1]);
}

/** Whether an entry is a rule of libseccomp's. */
export function isAddedRule({ verb, form }: Entry): boolean {
  return form === 'call' && verb !== null && ADD_RULE.test(verb);
}

/** Whether an entry leaves what is there for its call: libseccomp's, and `entry(nr).or_default()`. */
export function addsUp(entry: Entry): boolean {
  return isAddedRule(entry) || entry.made?.adds === true;
}

/**
 * Rules of one call add up in libseccomp (seccomp_rule_add(3)): each entry says what all of them
 * together let through, so that the last one, which counts, does.
 */
export function addedUp(entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(addsUp)) return entries;
  const byCall = new Map<string | null, Entry[]>();
  for (const entry of entries) addTo(byCall, entry.syscall, entry);
  const sums = new Map([...byCall].map(([syscall, same]) => [syscall, sumOf(same)]));
  return entries.map((entry) => ({ ...entry, ...sums.get(entry.syscall) }));
}

function sumOf(same: readonly Entry[]): Pick<Entry, 'rules' | 'understood'> {
  // An entry of a map that says nothing leaves the rules of the others; one of libseccomp frees them.
  const isFree = same.some(
    (one) =>
      one.rules === null &&
      same.every(({ cfg }) => one.cfg === null || one.cfg === cfg) &&
      (isAddedRule(one) || one.made?.adds !== true),
  );
  const [first] = same;
  const rules = same.length === 1 ? (first?.rules ?? null) : same.flatMap((one) => one.rules ?? []);
  return { rules: isFree ? null : rules, understood: same.every(({ understood }) => understood) };
}
