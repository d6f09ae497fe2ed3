import * as l10n from '@vscode/l10n';
import type { Rule, RuleSet } from '../policy/entry';
import { conditionKey } from './duplicates';
import type { Context, Draft, FindingRule } from './finding';
import { removal } from './removal';
import { isThereWith } from './where';

export const deadRule: FindingRule = {
  code: 'dead-rule',
  level: 'note',
  title: 'A rule that another makes dead',
  help: 'A call passes where one of its rules holds. A rule that holds only where another one of the same set holds too changes nothing.',
  unused: true,
  find: (context) => context.ruleSets.flatMap((set) => deadRules(context, set)),
};

function deadRules({ page }: Context, set: RuleSet): Draft[] {
  const alike = new Map<string, Rule>();
  const single = new Map<string, Rule>();
  const known = set.rules.filter(isKnown);
  for (const rule of known) {
    const keys = rule.conditions.map(conditionKey);
    const whole = [...keys].sort().join('\n');
    if (!alike.has(whole)) alike.set(whole, rule);
    const [only] = keys;
    if (keys.length === 1 && only !== undefined && !single.has(only)) single.set(only, rule);
  }
  return known.flatMap((rule): Draft[] => {
    const keys = rule.conditions.map(conditionKey);
    const wider = keys.length > 1 ? keys.map((key) => single.get(key)).find(Boolean) : undefined;
    const by = wider ?? alike.get([...keys].sort().join('\n'));
    if (!by || by === rule || !isThereWith(rule, by)) return [];
    return [
      {
        span: rule.span,
        message: l10n.t(
          'This rule adds nothing to {0} on line {1}, which admits all that it does.',
          namesOf(by),
          by.line,
        ),
        fix: removal(page, set, rule.span, l10n.t('Remove this dead rule')),
      },
    ];
  });
}

/** A comparison of which a part is not understood is like no other. */
function isKnown({ conditions }: Rule): boolean {
  return (
    conditions.length > 0 &&
    conditions.every(
      ({ arg, len, op, mask, value }) =>
        arg !== null &&
        len !== null &&
        op !== null &&
        value !== null &&
        (op !== 'masked_eq' || mask !== null),
    )
  );
}

function namesOf({ conditions }: Rule): string {
  return conditions.map(({ text }) => `\`${text}\``).join(l10n.t(' and '));
}
