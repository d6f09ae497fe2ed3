import type { Condition, Rule, RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import { REQUEST_ARGUMENT } from './admits';

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
export function spellingOf(
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
