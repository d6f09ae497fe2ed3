import { conditionIn, valueIn } from '../conditions';
import type { Scope } from '../items';
import type { Condition, Rule, RuleSet } from '../model';
import { layoutOf, type Reader } from '../reader';
import { ruleSetOf } from '../rules';
import { cfgOf, joinCfgs, segmentsOf, wholeCall, type Segment } from '../syntax';
import type { Group, Token } from '../tokens';
import { integerOf, type ConstantTable } from '../values';
import type { MakerRules, Makers, RuleMaker } from './makers';
import { arrayOf } from './origin';

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
    if (!bracket) return null;
    const values = segmentsOf(bracket.group, reader.text);
    return ruleSetOf(reader, bracket, scope, values, values.map(of), []);
  }
  if (steps.length > 0) return null;
  const bracket = { group, macro: null, start: group.start };
  const whole = given ?? args[0];
  if (!whole) return null;
  const set = ruleSetOf(reader, bracket, scope, [], [of(whole)], []);
  return { ...set, layout: layoutOf(bracket, args), single: true };
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
export function compared(
  made: ComparedRules,
  args: readonly Segment[],
  value: Segment,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition {
  const inside: Scope = { ...scope, modules: made.modules, fn: null };
  const base = conditionIn(made.call.group, made.call, inside, reader, constants);
  const span = { start: value.bodyStart, end: value.end };
  const arg = made.arg === null ? base.arg : argumentOf(args[made.arg]);
  const located = { ...base, ...reader.located(span), arg };
  if (made.value.param === null) return located;
  return { ...located, ...valueIn(value, scope, reader, constants) };
}

function argumentOf(segment: Segment | undefined): number | null {
  const [first] = segment?.tokens ?? [];
  const number = first?.kind === 'number' ? integerOf(first.text) : null;
  return number === null ? null : Number(number);
}
