import { conditionIn, valueIn } from '../conditions';
import type { Scope } from '../items';
import type { Condition, Rule, RuleSet } from '../entry';
import { layoutOf, type Bracket, type Reader } from '../reader';
import { ruleSetOf } from '../rules';
import { wholeCall } from '../calls';
import { cfgOf, joinCfgs, segmentsOf, type Segment } from '../segments';
import type { Group, Token } from '../tokens';
import { integerOf } from '../integer';
import type { ConstantTable } from '../values';
import { generationAt } from '../variables';
import { comparedBy, type MakerRules, type RuleMaker } from './maker';
import type { Makers } from './makers';
import { arrayOf, Env } from './origin';
import { scanBody } from './sites';

type ComparedRules = Extract<MakerRules, { kind: 'compared' }>;

/**
 * The rules that a function of the file makes of what it is given, `allow_when(nr, 1, &[A, B])`: each
 * value is one. null where the values are not written in the call.
 */
export function comparedSet(
  made: ComparedRules,
  group: Group,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): RuleSet | null {
  const args = segmentsOf(group, reader.text);
  const { param, steps } = made.value;
  const given = param === null ? undefined : args[param];
  const of = (span: Segment): Rule => ({
    ...reader.located({ start: span.bodyStart, end: span.end }),
    conditions: [compared(made, args, span, scope, reader, constants)],
    cfg: joinCfgs([...scope.cfgs, cfgOf(span.attributes)]),
  });
  if (given && steps.length === 1) {
    const bracket = arrayOf(given.tokens);
    return bracket && valueSet(bracket, scope, reader, of);
  }
  if (steps.length > 0) return null;
  const bracket = { group, macro: null, start: group.start };
  const whole = given ?? args[0];
  if (!whole) return null;
  const set = ruleSetOf(reader, bracket, scope, [], [of(whole)], []);
  return { ...set, layout: layoutOf(bracket, args), single: true };
}

/** The rules that each row's values are made into: `&[A, B]` of `(libc::SYS_ioctl, &[A, B])`. */
export function rowSet(
  made: ComparedRules,
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): RuleSet | null {
  const bracket = arrayOf(tokens);
  return (
    bracket &&
    valueSet(bracket, scope, reader, (value) => ({
      ...reader.located({ start: value.bodyStart, end: value.end }),
      conditions: [comparedWith(made, value, scope, reader, constants)],
      cfg: joinCfgs([...scope.cfgs, cfgOf(value.attributes)]),
    }))
  );
}

/** The rules that a closure makes of each value, `[A, B].iter().map(|&value| …).collect()`. */
export function mappedSet(
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): RuleSet | null {
  const made = comparedBy(scope.modules, scanBody(tokens, new Env()).compared);
  if (made?.value.steps.length !== 1 || made.value.param !== null) return null;
  return rowSet(made, made.value.tokens, scope, reader, constants);
}

/** A rule whose value is a loop's, `for request in [A, B]`, as one for each of them. */
export function spreadSet(
  set: RuleSet,
  { fn, ...around }: Scope,
  reader: Reader,
  constants: ConstantTable,
): RuleSet {
  const [rule, more] = set.rules;
  const [condition, other] = rule?.conditions ?? [];
  const { path, coreSpan, value } = condition ?? { path: null, coreSpan: null, value: null };
  if (!fn || !condition || more || other || value !== null || !coreSpan) return set;
  const [name, deeper] = path ?? [];
  if (name === undefined || deeper !== undefined) return set;
  const bound = fn.lets.get(name)?.beginning(generationAt(fn, name, coreSpan.start));
  const bracket = bound && arrayOf(bound.tokens);
  if (!bracket) return set;
  const scope = { ...around, fn };
  return valueSet(bracket, scope, reader, (one) => {
    const located = reader.located({ start: one.bodyStart, end: one.end });
    const values = valueIn(one, scope, reader, constants);
    return {
      ...located,
      conditions: [{ ...condition, ...located, ...values }],
      cfg: rule?.cfg ?? null,
    };
  });
}

/** A bracket of values, each of which is a rule. */
function valueSet(
  bracket: Bracket,
  scope: Scope,
  reader: Reader,
  of: (value: Segment) => Rule,
): RuleSet {
  const values = segmentsOf(bracket.group, reader.text);
  return ruleSetOf(reader, bracket, scope, values, values.map(of), []);
}

/** The function of the file that a whole expression calls to make a rule, `request(KVM_RUN)?`. */
export function ruleMakerOf(tokens: readonly Token[], makers: Makers): RuleMaker | null {
  const call = wholeCall(tokens);
  return call && !call.macro ? makers.rule(call.name) : null;
}

/** A rule that a function of the file makes of one value; null where a segment is none. */
export function madeRule(
  segment: Segment,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Rule | null {
  const maker = ruleMakerOf(segment.tokens, reader.makers);
  const call = maker && wholeCall(segment.tokens);
  if (!call || maker.rules.value.param === null) return null;
  const args = segmentsOf(call.group, reader.text);
  const value = args[maker.rules.value.param];
  if (!value || maker.rules.value.steps.length > 0) return null;
  const span = { start: segment.bodyStart, end: segment.end };
  const condition = compared(maker.rules, args, value, scope, reader, constants);
  const cfg = joinCfgs([...scope.cfgs, cfgOf(segment.attributes)]);
  const located = reader.located(span);
  return { ...located, conditions: [{ ...condition, ...located }], cfg };
}

/** The comparison of a function with what a call of it gives in the place of its parameters. */
function compared(
  made: ComparedRules,
  args: readonly Segment[],
  value: Segment,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition {
  const base = comparisonIn(made, scope, reader, constants);
  const span = { start: value.bodyStart, end: value.end };
  const arg = made.arg === null ? base.arg : argumentOf(args[made.arg]);
  if (made.value.param === null) return { ...base, ...reader.located(span), arg };
  return { ...comparedWith(made, value, scope, reader, constants), arg };
}

/** The comparison of a function with one value in it. */
function comparedWith(
  made: ComparedRules,
  value: Segment,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition {
  const base = comparisonIn(made, scope, reader, constants);
  const located = reader.located({ start: value.bodyStart, end: value.end });
  return { ...base, ...located, ...valueIn(value, scope, reader, constants) };
}

function comparisonIn(
  { call, modules }: ComparedRules,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition {
  return conditionIn(call.group, call, { ...scope, modules, fn: null }, reader, constants);
}

function argumentOf(segment: Segment | undefined): number | null {
  const [first] = segment?.tokens ?? [];
  const number = first?.kind === 'number' ? integerOf(first.text) : null;
  return number === null ? null : Number(number);
}
