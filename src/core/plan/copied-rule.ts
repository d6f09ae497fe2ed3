import type { Condition, RuleSet } from '../policy/entry';
import type { NewItem } from './layout';
import type { Page } from './page';

/**
 * A neighbour's rule with another name in it, for rules that write their value once for each of
 * several cfgs. null where the rule cannot be copied as it stands.
 */
export function copiedRule(
  page: Page,
  set: RuleSet,
  model: Condition,
  name: string | null,
): NewItem | null {
  const rule = set.rules.find((one) => one.conditions.includes(model));
  if (!rule || name === null || model.name === null || rule.conditions.length !== 1) return null;
  // A rule out of a variable stands elsewhere than where it is used.
  if (model.span.start < rule.span.start || rule.span.end < model.span.end) return null;
  const source = page.text.slice(rule.span.start, rule.span.end);
  const from = page.indentAt(rule.span.start);
  const text = source.replaceAll(new RegExp(`\\b${model.name}\\b`, 'g'), name);
  const render = (indent: string): string => text.replaceAll(`\n${from}`, `\n${indent}`);
  return { flat: text, fits: () => false, render };
}
