import * as l10n from '@vscode/l10n';
import { conditionIn, isComparison, readCondition } from './conditions';
import { actionWord } from './action-word';
import { macroCondition } from './comparison-macro';
import type { Scope } from './items';
import type { Condition, Rule, RuleSet } from './entry';
import type { Layout } from './places';
import { holderOf, inResult, layoutOf, type Bracket, type Reader } from './reader';
import { andedIn, partsOf } from './rule-shape';
import { madeRule } from './made/compared';
import type { EntryShape } from './entry-shape';
import { wholeCall } from './calls';
import { cfgOf, joinCfgs, segmentsOf, type Segment } from './segments';
import { isGroup } from './syntax';
import type { Group } from './tokens';
import type { ConstantTable } from './values';
import { boundTo } from './variables';

/** Reads rules where brackets hold them. */
export class RuleReader {
  constructor(
    private readonly reader: Reader,
    private readonly constants: ConstantTable,
  ) {}

  /**
   * The rules in a bracket, `or![…]` or `vec![…]`; null where it holds none. An item that is no rule
   * is kept as a problem, one that calls a function as an include.
   */
  ruleSet(bracket: Bracket, scope: Scope, includesOnly = false): RuleSet | null {
    const { group } = bracket;
    const segments = segmentsOf(group, this.reader.text);
    const rules: Rule[] = [];
    const includes: string[] = [];
    const strange: Segment[] = [];
    for (const segment of segments) {
      const rule = this.rule(segment, scope);
      const call = rule ? null : wholeCall(segment.tokens);
      if (rule) rules.push(rule);
      else if (call && !call.macro && /^[a-z_]/.test(call.name) && call.name !== 'new') {
        includes.push(call.name);
      } else strange.push(segment);
    }
    const onlyIncludes = includesOnly && includes.length > 0 && strange.length === 0;
    if (rules.length === 0 && !onlyIncludes) return null;
    for (const { start, end } of strange) {
      const what = this.reader.quote({ start, end });
      this.reader.problem({ start, end }, l10n.t('This rule is not understood: {0}', what));
    }
    return ruleSetOf(this.reader, bracket, scope, segments, rules, includes);
  }

  /** `vec![]` where rules belong. */
  emptySet(bracket: Bracket, scope: Scope): RuleSet {
    return ruleSetOf(this.reader, bracket, scope, [], [], []);
  }

  /** A rule that stands alone, `and![…]` or `SeccompRule::new(vec![…])`, in a function of its own. */
  singleRule(bracket: Bracket, scope: Scope): RuleSet | null {
    const { start, group } = bracket;
    const conditions = this.conditions(group, scope);
    if (!conditions || conditions.length === 0) return null;
    const cfg = joinCfgs(scope.cfgs);
    const rule = { ...this.reader.located({ start, end: group.end }), conditions, cfg };
    return { ...ruleSetOf(this.reader, bracket, scope, [], [rule], []), single: true };
  }

  /** The rules of a builder: each `.add_constraint(…)` one more way to be let through. */
  chainSet(shape: EntryShape, start: number, scope: Scope): RuleSet | null {
    const { chain, group } = shape;
    const [first, last] = [chain[0], chain.at(-1)];
    if (!first || !last || !group) return null;
    const cfg = joinCfgs(scope.cfgs);
    const rules = chain.map((call): Rule | null => {
      if (!isComparison(call.group)) return null;
      const condition = conditionIn(call.group, call, scope, this.reader, this.constants);
      return { ...this.reader.located(call), conditions: [condition], cfg };
    });
    if (!rules.every((rule) => rule !== null)) return null;
    const items = chain.map(({ start, end }) => ({ start, end, comma: null }));
    const body = { start: group.end, end: last.end };
    const bracket = { group, macro: null, start };
    const layout: Layout = { kind: 'chain', body, items, macro: null };
    return { ...ruleSetOf(this.reader, bracket, scope, [], rules, []), body, layout };
  }

  /** Reads one item of a bracket as a rule. */
  private rule(segment: Segment, scope: Scope): Rule | null {
    const made = madeRule(segment, scope, this.reader, this.constants);
    if (made) return made;
    const written = boundTo(segment.tokens, scope);
    const anded = andedIn(written);
    const parts = anded ? null : partsOf(written, this.reader.text);
    if (anded) return this.anded(anded, segment, scope);
    if (!parts) return null;
    const { action } = parts;
    if (action && actionWord(action.tokens) !== 'allow') return null;
    const conditions = this.conditions(parts.conditions, scope);
    // Without an action, no conditions are an error to seccompiler, and no rule.
    if (!conditions || (conditions.length === 0 && !action)) return null;
    const cfg = joinCfgs([...scope.cfgs, cfgOf(segment.attributes)]);
    const span = { start: segment.bodyStart, end: segment.end };
    return { ...this.reader.located(span), conditions, cfg };
  }

  private anded(groups: readonly Group[], segment: Segment, scope: Scope): Rule | null {
    const conditions = groups.map((group) => this.conditions(group, scope));
    if (!conditions.every((some) => some !== null)) return null;
    const cfg = joinCfgs([...scope.cfgs, cfgOf(segment.attributes)]);
    const span = { start: segment.bodyStart, end: segment.end };
    return { ...this.reader.located(span), conditions: conditions.flat(), cfg };
  }

  /** The one rule that is put beside others of its call; null where a segment is none. */
  pushedSet(one: Pick<Segment, 'tokens' | 'start' | 'end'>, scope: Scope): RuleSet | null {
    const segment = { ...one, attributes: [], comma: null, bodyStart: one.start };
    const rule = this.rule(segment, scope);
    const group = boundTo(segment.tokens, scope).find((token) => isGroup(token));
    if (!rule || !isGroup(group)) return null;
    const bracket = { group, macro: null, start: segment.bodyStart };
    return { ...ruleSetOf(this.reader, bracket, scope, [], [rule], []), single: true };
  }

  private conditions(group: Group, scope: Scope): Condition[] | null {
    const conditions: Condition[] = [];
    for (const { tokens } of segmentsOf(group, this.reader.text)) {
      const written = boundTo(tokens, scope);
      const condition =
        readCondition(written, scope, this.reader, this.constants) ??
        macroCondition(written, scope, this.reader, this.constants);
      if (!condition) return null;
      conditions.push(condition);
    }
    return conditions;
  }
}

/** The rules that brackets hold, with where they stand. */
export function ruleSetOf(
  reader: Reader,
  bracket: Bracket,
  scope: Scope,
  segments: readonly Segment[],
  rules: readonly Rule[],
  includes: readonly string[],
): RuleSet {
  const layout = layoutOf(bracket, segments);
  return {
    ...reader.located({ start: bracket.start, end: bracket.group.end }),
    file: reader.fileAt(bracket.start),
    name: scope.owner?.name ?? null,
    modules: scope.modules,
    cfg: joinCfgs(scope.cfgs),
    rules,
    body: layout.body,
    layout,
    // What a macro writes around its rules cannot be added to.
    single: bracket.group.place?.layout === null,
    includes,
    binding: scope.binding,
    holder: holderOf(scope.fn),
    inResult: inResult(scope),
  };
}
