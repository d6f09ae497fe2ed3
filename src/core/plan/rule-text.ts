import type { Condition, Rule, RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import { REQUEST_ARGUMENT } from './admits';
import type { NewItem } from './layout';
import type { Page } from './page';
import { ruleWithAction } from './rule-action';
import type { NewRules } from './template';

/** How a file spells `and![Cond::new(1, ArgLen::Dword, Eq, VALUE)?]`, but for the value. */
export interface RuleSpelling {
  /** `and![` or `SeccompRule::new(vec![`. */
  readonly open: string;
  /** `Cond::new`. */
  readonly callee: string;
  /** `1`, `ArgLen::Dword`, `Eq`. */
  readonly args: readonly string[];
  /** `?` or `.unwrap()`. */
  readonly tail: string;
  /** `]` or `])?`. */
  readonly close: string;
}

/**
 * The spelling of the rules of a file: that of a neighbour which compares an ioctl's request, else
 * of any rule, else what the imports give.
 */
export function spellingFor(policy: Policy, near: RuleSet | null, inResult: boolean): RuleSpelling {
  const rules = [
    ...(near?.rules ?? []),
    ...policy.ruleSets.flatMap((set) => set.rules),
    ...inEntries(policy),
  ];
  const request = ({ conditions }: Rule): boolean =>
    conditions.length === 1 && conditions[0]?.arg === REQUEST_ARGUMENT && conditions[0].op === 'eq';
  for (const rule of [...rules.filter(request), ...rules]) {
    const spelling = spellingOf(policy.text, rule, rule.conditions[0]);
    if (spelling) return spelling;
  }
  return fromImports(policy, inResult);
}

function inEntries(policy: Policy): Rule[] {
  return policy.lists.flatMap(({ entries }) =>
    entries.flatMap(({ ruleSet }) => ruleSet?.rules ?? []),
  );
}

/** Takes a rule apart; null where it has another form than a plain comparison. */
function spellingOf(
  text: string,
  rule: Rule,
  condition: Condition | undefined,
): RuleSpelling | null {
  if (!condition) return null;
  const words = text.slice(condition.span.start, condition.span.end);
  const match = /^([\w:]+(?:\s+[\w:]+)*)\s*\(\s*((?:[\w:]+\s*(?:\([^()]*\)\s*)?,\s*){2,3})/.exec(
    words,
  );
  const tail = /\)\s*((?:\?|\.\s*(?:unwrap|expect)\s*\([^()]*\))*)$/.exec(words)?.[1];
  const open = text.slice(rule.span.start, condition.span.start).replace(/\s+/g, '');
  const last = rule.conditions.at(-1)?.span.end ?? condition.span.end;
  const close = text
    .slice(last, rule.span.end)
    .replace(/\/\/[^\n]*|\s+/g, '')
    .replace(/^,/, '');
  const [, callee, before] = match ?? [];
  if (!callee || before === undefined || tail === undefined) return null;
  if (!/^[\w:!([]+$/.test(open) || !/^[\])?.\w(",:]+$/.test(close)) return null;
  const args = before.split(',').map((arg) => arg.trim());
  return {
    open,
    callee: callee.trim(),
    args: args.filter((arg) => arg !== '').map((arg) => argumentFor(arg, REQUEST_ARGUMENT)),
    tail: tail.replace(/\s+/g, ''),
    close: close.replace(/,\)/, ')').replaceAll(',', ', '),
  };
}

/** An argument before the value, as a comparison for equality of the argument at an index has it. */
export function argumentFor(arg: string, index: number): string {
  if (/^\d/.test(arg)) return String(index);
  return (
    arg
      // musl passes the request as an int, sign-extended: 64 bits would not compare equal.
      .replace(/Qword$/, 'Dword')
      .replace(/QWORD$/, 'DWORD')
      .replace(/(?:Ne|Lt|Le|Gt|Ge|MaskedEq)(?:\(.*\))?$/, 'Eq')
  );
}

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

/** What the file calls a type or a macro of seccompiler's; the full name where it says nothing. */
function fromImports(policy: Policy, inResult: boolean): RuleSpelling {
  const nameOf = (target: string): string | null =>
    policy.imports.find((item) => item.target === target)?.name ?? null;
  const type = (target: string): string => nameOf(target) ?? `seccompiler::${target}`;
  const has = (macro: string): boolean => policy.macros.includes(macro) || nameOf(macro) !== null;
  const tail = inResult ? '?' : '.unwrap()';
  const and = has('and');
  return {
    open: and ? 'and![' : `${type('SeccompRule')}::new(vec![`,
    callee: `${type('SeccompCondition')}::new`,
    args: [
      String(REQUEST_ARGUMENT),
      nameOf('Dword') ?? `${type('SeccompCmpArgLen')}::Dword`,
      nameOf('Eq') ?? `${type('SeccompCmpOp')}::Eq`,
    ],
    tail,
    close: and ? ']' : `])${tail}`,
  };
}

/** The brackets that a file puts around rules: `or![` where it has that macro, else `vec![`. */
export function ruleListOpen(policy: Policy): string {
  const used = [
    ...policy.ruleSets,
    ...policy.lists.flatMap((list) => list.entries.flatMap((entry) => entry.ruleSet ?? [])),
  ];
  const macro = used.find((set) => !set.single)?.layout.macro;
  if (macro) return `${macro}![`;
  const known = policy.macros.includes('or') || policy.imports.some(({ name }) => name === 'or');
  return known ? 'or![' : 'vec![';
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
