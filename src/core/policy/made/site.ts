import type { ActionName } from '../../abi/types';
import { actionWord } from '../action-word';
import { ADD_RULE } from '../libseccomp';
import { wholeBracket } from '../reader';
import { isCallName } from '../entry-shape';
import { wholeCall } from '../calls';
import { segmentsOf } from '../segments';
import { isGroup, isMark, isWord } from '../syntax';
import type { Group, Token } from '../tokens';
import { originOf, type Env, type Origin } from './origin';

/** What is put down beside a call: nothing, what a name stands for, or what the function makes itself. */
type SiteRules = 'none' | 'own' | Origin;

/** A place at which something is put on a list: `rules.insert(nr, vec![])`, `(nr, rules)`. */
export interface Site {
  /** Where its method begins. */
  readonly start: number;
  readonly group: Group;
  /** Whether it is only a pair, which whoever calls the function puts on a list. */
  readonly isPair: boolean;
  /** The call that it names, where it names one itself. */
  readonly fixed: readonly Token[] | null;
  readonly key: Origin;
  readonly rules: SiteRules;
  /** Whether it adds to what is there for the call: `entry(nr).or_default()`. */
  readonly adds: boolean;
  readonly answer: ActionName | null;
  /** `f` of `f.add_rule(…)`. */
  readonly receiver: string | null;
}

const PUSHING: ReadonlySet<string> = new Set(['push', 'push_back']);

/** What the brackets at an index put on a list, if they do: the arguments of a method, or a pair. */
export function siteAt(tokens: readonly Token[], at: number, group: Group, env: Env): Site | null {
  if (group.open !== '(') return null;
  const method = tokens[at - 1];
  const isMethod = method?.kind === 'word' && isMark(tokens[at - 2], '.');
  const name = isMethod ? method.text : '';
  const free = method === undefined || method.kind === 'mark' || isWord(method, 'return');
  const puts = name === 'insert' || name === 'entry' || PUSHING.has(name) || ADD_RULE.test(name);
  if (!free && !puts) return null;
  const args = segmentsOf(group, '').map((segment) => segment.tokens);
  const before = tokens[at - 3];
  const receiver = isMethod && before?.kind === 'word' ? before.text : null;
  const made = (
    key: readonly Token[] | undefined,
    rules: SiteRules,
    more: Partial<Site>,
  ): Site | null => {
    if (!key) return null;
    const fixed = isCallName(key) ? key : null;
    const origin = originOf(key, env);
    const start = method?.start ?? group.start;
    const site = { group, start, isPair: false, adds: false, answer: null, receiver, ...more };
    return { ...site, fixed, key: origin, rules };
  };
  if (name === 'insert' && args.length === 2) return made(args[0], rulesOf(args[1], env), {});
  if (PUSHING.has(name) && args.length === 1) {
    const [pair] = args[0] ?? [];
    const inner = isGroup(pair, '(') && args[0]?.length === 1 ? segmentsOf(pair, '') : [];
    return inner.length === 2 ? made(inner[0]?.tokens, rulesOf(inner[1]?.tokens, env), {}) : null;
  }
  if (name === 'entry' && args.length === 1) return made(args[0], 'own', { adds: true });
  if (ADD_RULE.test(name) && args.length >= 2) {
    const answer = actionWord(args[0] ?? []);
    return answer && made(args[1], args[2] ? 'own' : 'none', { answer, adds: true });
  }
  const isMark2 = method?.kind === 'mark' && /^(?:!|\?|\.|#|->|<)$/.test(method.text);
  if (!free || isMark2 || args.length !== 2) return null;
  const rules = rulesOf(args[1], env);
  return rules === 'own' && !isRulesLike(args[1] ?? [])
    ? null
    : made(args[0], rules, { isPair: true });
}

/** What is put down beside a call. */
function rulesOf(tokens: readonly Token[] | undefined, env: Env): SiteRules {
  if (!tokens) return 'none';
  if (isEmpty(tokens)) return 'none';
  const origin = originOf(tokens, env);
  return origin.param !== null || origin.steps.length > 0 ? origin : 'own';
}

/** `vec![]`, `Vec::new()`, `Vec::<SeccompRule>::new()`, `Default::default()`. */
function isEmpty(tokens: readonly Token[]): boolean {
  const bracket = wholeBracket(tokens);
  if (bracket) return bracket.group.inner.length === 0;
  const call = wholeCall(tokens);
  return (
    call !== null &&
    (call.name === 'new' || call.name === 'default') &&
    call.group.inner.length === 0
  );
}

/** A variable, brackets, or something that is collected: what rules can be in a pair. */
function isRulesLike(tokens: readonly Token[]): boolean {
  return (
    tokens.length === 1 ||
    wholeBracket(tokens) !== null ||
    tokens.some((one) => isWord(one, 'collect'))
  );
}
