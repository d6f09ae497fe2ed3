import type { Page } from './page';
import type { RuleSpelling } from './rule-spelling';
import type { RuleItem } from './rule-text';

/** What follows a rule's conditions in crates whose rules hold their own action. */
const ACTION = /^\], ([\w:]+)\)(.*)$/;

/** `SeccompRule::new(vec![…], SeccompAction::Allow)`; null where a file's rules hold no action. */
export function ruleWithAction(
  { open, callee, args, tail, close }: RuleSpelling,
  value: string,
  page: Page,
): RuleItem | null {
  const [, action, behind] = ACTION.exec(close) ?? [];
  const [, head, vec] = /^(.*\()(\w+!\[|\[)$/.exec(open) ?? [];
  if (action === undefined || head === undefined || vec === undefined) return null;
  const all = [...args, value];
  const condition = `${callee}(${all.join(', ')})${tail}`;
  const flat = `${head}${vec}${condition}], ${action})${behind ?? ''}`;
  const callFits = page.widthOf(all.join(', ')) <= page.format.call;
  const fits = (indent: string): boolean =>
    callFits &&
    page.widthOf(`${vec}${condition}], ${action}`) <= page.format.call &&
    page.widthOf(`${indent}${flat},`) <= page.format.line;
  const render = (indent: string): string => {
    if (fits(indent)) return flat;
    const [inner, eol] = [indent + page.unit, page.eol];
    const short = callFits && page.widthOf(condition) <= page.format.array;
    const lines = all.map((arg) => `${eol}${inner}${page.unit}${arg},`).join('');
    const conditions = short ? condition : `${callee}(${lines}${eol}${inner})${tail}`;
    return `${head}${eol}${inner}${vec}${conditions}],${eol}${inner}${action},${eol}${indent})${behind ?? ''}`;
  };
  return { flat, fits, render, alone: render };
}
