import type { Rule } from '../policy/entry';
import type { NewItem } from './layout';
import type { Page } from './page';
import { ruleWithAction } from './rule-action';
import { spellingOf, type RuleSpelling } from './rule-spelling';
import type { NewRules } from './template';

/**
 * A rule that is there already, to be laid out anew when its bracket is opened; null where it holds
 * a comment, an attribute or more than one condition, and so is moved as it stands.
 */
export function existingRule(page: Page, rule: Rule, macro: string | null): NewItem | null {
  const [condition] = rule.conditions;
  const source = page.text.slice(rule.span.start, rule.span.end);
  if (!condition || rule.conditions.length > 1 || /#\[|\/[/*]/.test(source)) return null;
  const spelling = spellingOf(page.text, rule, condition);
  if (!spelling || condition.arg === null || condition.op !== 'eq') return null;
  const args = spelling.args.map((arg) => (/^\d/.test(arg) ? String(condition.arg) : arg));
  return ruleItem({ ...spelling, args }, condition.text, page, macro);
}

/** A rule, which may come to be the only one of its entry. */
export interface RuleItem extends NewItem {
  alone(indent: string): string;
}

/**
 * A rule in a file's spelling, laid out as rustfmt lays it out.
 * @param macro of the brackets around it: rustfmt ends no broken line with a comma of its own inside
 * a macro, `vec!` excepted
 */
export function ruleItem(
  spelling: RuleSpelling,
  value: string,
  page: Page,
  macro: string | null,
): RuleItem {
  const { open, callee, tail, close } = spelling;
  const acting = ruleWithAction(spelling, value, page);
  if (acting) return acting;
  const inMacro = isOther(macro) || isOther(/^(\w+)!/.exec(open)?.[1] ?? null);
  const comma = inMacro ? '' : ',';
  const args = [...spelling.args, value];
  const call = `${callee}(${args.join(', ')})`;
  const flat = `${open}${call}${tail}${close}`;
  const wrapped = /^[^(]*\([^[]*\[$/.test(open) ? open.slice(open.indexOf('(') + 1) : '';
  const callFits = page.widthOf(args.join(', ')) <= page.format.call;
  const fits = (indent: string): boolean =>
    callFits &&
    // A chain as the only element is not held to an array's width.
    (tail !== '?' || page.widthOf(`${call}${tail}`) <= page.format.array) &&
    (wrapped === '' || page.widthOf(`${wrapped}${call}${tail}]`) <= page.format.call) &&
    page.widthOf(`${indent}${flat},`) <= page.format.line;
  const broken = (indent: string): string => {
    const line = page.eol + indent + page.unit;
    const lines = args.join(`,${line}`);
    return `${open}${callee}(${line}${lines}${comma}${page.eol}${indent})${tail}${close}`;
  };
  const render = (indent: string): string => {
    if (fits(indent)) return flat;
    if (tail === '?') return broken(indent);
    return renderUnwrapped({ ...spelling, args }, page, indent, { callFits, comma });
  };
  /** As the only item of an entry's bracket, which opens around it without a line of its own. */
  const alone = (indent: string): string => {
    const around = (text: string): string => {
      const inner = indent + page.unit;
      return `${page.eol}${inner}${text}${comma}${page.eol}${indent}`;
    };
    const line = page.widthOf(`${indent}${macro ?? ''}![${flat}],`) <= page.format.line;
    if (page.widthOf(flat) <= page.format.array && callFits && line) return flat;
    if (tail === '?') return broken(indent);
    const inArgs = wrapped !== '' && page.widthOf(`${wrapped}${call}${tail}]`) <= page.format.call;
    if (inArgs && line) return flat;
    // rustfmt opens `vec!` for a chain, and no other macro.
    if (inArgs || (wrapped !== '' && !isOther(macro))) return around(render(indent + page.unit));
    return renderUnwrapped({ ...spelling, args }, page, indent, { callFits, comma });
  };
  return { flat, fits, render, alone };
}

/** The rules of an entry that has one: `or![and![…]]`. */
export function oneRule(open: string, rule: RuleItem): NewRules {
  return {
    flat: `${open}${rule.flat}]`,
    fits: (indent) => rule.fits(indent),
    render: (indent) => `${open}${rule.alone(indent)}]`,
  };
}

function isOther(macro: string | null): boolean {
  return macro !== null && macro !== 'vec';
}

/** `Cond::new(…).unwrap()` is a chain to rustfmt, which opens the bracket around it instead. */
function renderUnwrapped(
  { open, callee, args, tail, close }: RuleSpelling,
  page: Page,
  indent: string,
  { callFits, comma }: { callFits: boolean; comma: string },
): string {
  const inner = indent + page.unit;
  const flat = `${callee}(${args.join(', ')})`;
  const deeper = `${page.eol}${inner}${page.unit}`;
  let condition = `${flat}${tail}`;
  const chainFits = page.widthOf(inner + flat) < page.format.line;
  if (!callFits || !chainFits) {
    condition = `${callee}(${deeper}${args.join(`,${deeper}`)}${comma}${page.eol}${inner})${page.eol}${inner}${tail}`;
  } else if (page.widthOf(inner + condition) > page.format.line)
    condition = `${flat}${deeper}${tail}`;
  const wrapped = open.slice(open.indexOf('(') + 1);
  const [bracket, rest] = /^(\]\)?)(.*)$/.exec(close)?.slice(1) ?? [close, ''];
  const short = `${open}${flat}${tail}${bracket ?? ''}`;
  const inArgs =
    open.includes('(') && page.widthOf(`${wrapped}${flat}${tail}]`) <= page.format.call;
  if (inArgs && rest !== undefined && page.widthOf(indent + short) <= page.format.line) {
    return `${short}${page.eol}${inner}${rest}`;
  }
  const end = rest?.startsWith('.') ? `${page.eol}${indent}${rest}` : rest;
  return `${open}${page.eol}${inner}${condition}${comma}${page.eol}${indent}${bracket ?? ''}${end ?? ''}`;
}
