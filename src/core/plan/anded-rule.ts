import type { Rule, RuleSet } from '../policy/model';
import type { NewItem } from './layout';
import type { Page } from './page';

/** `SeccompRule::new(key)`, and what it asks for, of extrasafe's rules. */
const ANDED = /^([\w:]+::new\([^()]*\))\s*(\.and_condition\(.*\))$/s;

/** A rule for another value, written as one of extrasafe's that a set has; null where it has none. */
export function andedRule(page: Page, set: RuleSet, value: string): NewItem | null {
  const like = set.rules.map((rule) => andedLike(page, rule, value));
  return like.findLast((item) => item !== null) ?? null;
}

/**
 * A rule of extrasafe's with one condition as rustfmt leaves it, for its own value or another; null for
 * any other rule.
 */
export function andedLike(page: Page, rule: Rule, value: string | null): NewItem | null {
  const [condition, more] = rule.conditions;
  const core = condition?.coreSpan;
  const { start, end } = rule.span;
  if (!core || more || core.start < start || end < core.end) return null;
  const { text } = page;
  const written = text.slice(start, core.start) + (value ?? text.slice(core.start, core.end));
  const match = ANDED.exec(written + text.slice(core.end, end));
  const [, head, link] = match ?? [];
  if (head === undefined || link === undefined || /[\n#]|\/[/*]/.test(link)) return null;
  const flat = head + link;
  const isShort = page.widthOf(flat) <= page.format.chain;
  return {
    flat,
    fits: () => isShort,
    render: (indent) => (isShort ? flat : `${head}${page.eol}${indent}${page.unit}${link}`),
  };
}
