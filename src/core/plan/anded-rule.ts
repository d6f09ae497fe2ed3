import type { Rule, RuleSet } from '../policy/entry';
import type { NewItem } from './layout';
import type { Page } from './page';

/** `SeccompRule::new(key)`, and the one thing that it asks for, of extrasafe's rules. */
const ANDED = /^([\w:]+::new\([^()]*\)) ?\.and_condition\( ?([\w:]+!?\()(.*)\)(?:, ?)?\)$/;
const LINK = '.and_condition(';

/** Arguments so short rustfmt puts several on a line (`short_array_element_width_threshold`). */
const SHORT = 10;

/** A rule for another value, written as one of extrasafe's that a set has; null where it has none. */
export function andedRule(page: Page, set: RuleSet, value: string): NewItem | null {
  const like = set.rules.map((rule) => andedLike(page, rule, value));
  return like.findLast((item) => item !== null) ?? null;
}

/** Whether a set holds rules of extrasafe's, beside which no other crate's can stand. */
export function isAnded({ text }: Page, set: RuleSet): boolean {
  return set.rules.some(({ span }) => text.slice(span.start, span.end).includes(LINK));
}

/**
 * A rule of extrasafe's with one condition as rustfmt leaves it, for its own value or another; null for
 * any other rule.
 */
export function andedLike(page: Page, rule: Rule, value: string | null): NewItem | null {
  const [condition, more] = rule.conditions;
  if (!condition?.coreSpan || !condition.valueSpan || more) return null;
  // A name gets the cast that its neighbour has; anything else is what it is to be.
  const isName = value === null || /^[A-Za-z_][\w:]*$/.test(value);
  const old = isName ? condition.coreSpan : condition.valueSpan;
  const { start, end } = rule.span;
  if (old.start < start || end < old.end) return null;
  const { text } = page;
  const written = text.slice(start, old.start) + (value ?? text.slice(old.start, old.end));
  const match = ANDED.exec((written + text.slice(old.end, end)).replace(/\s+/g, ' '));
  const [, head, callee, inside] = match ?? [];
  if (head === undefined || callee === undefined || inside === undefined) return null;
  if (/#\[|\/[/*]/.test(head + inside)) return null;
  const args = argumentsOf(inside);
  return args.length === 0 ? null : new AndedRule(page, head, callee, args);
}

function argumentsOf(inside: string): string[] {
  const args = [''];
  let depth = 0;
  for (const mark of inside) {
    if ('([{'.includes(mark)) depth += 1;
    if (')]}'.includes(mark)) depth -= 1;
    if (mark === ',' && depth === 0) args.push('');
    else args.push((args.pop() ?? '') + mark);
  }
  return args.map((arg) => arg.trim()).filter((arg) => arg !== '');
}

/** Laid out as rustfmt's `chains.rs` and `overflow.rs` do it for a chain of one call. */
class AndedRule implements NewItem {
  readonly flat: string;
  private readonly condition: string;

  constructor(
    private readonly page: Page,
    private readonly head: string,
    private readonly callee: string,
    private readonly args: readonly string[],
  ) {
    this.condition = `${callee}${args.join(', ')})`;
    this.flat = `${head}${LINK}${this.condition})`;
  }

  fits(indent: string): boolean {
    return this.isNarrow && this.inLine(`${indent}${this.flat},`);
  }

  render(indent: string): string {
    if (this.fits(indent)) return this.flat;
    const { page, head, callee, args, condition } = this;
    const inner = indent + page.unit;
    const below = `${page.eol}${inner}${LINK}${condition})`;
    const isBelow = this.isNarrow && this.inLine(`${inner}${LINK}${condition}),`);
    // Five lines and more are not weighed against another way to break them.
    const isShort = args.every((arg) => page.widthOf(arg) <= SHORT);
    if (this.inLine(`${indent}${head}${LINK}${callee}),`)) {
      if (isBelow && (isShort || args.length < 3)) return head + below;
      return `${head}${LINK}${this.opened(indent)})`;
    }
    if (isBelow) return head + below;
    const isWhole =
      page.widthOf(args.join(', ')) <= page.format.call && this.inLine(`${inner}${condition},`);
    const only = isWhole ? condition : this.opened(inner);
    return `${head}${LINK}${page.eol}${inner}${only},${page.eol}${indent})`;
  }

  /** Whether no call's arguments are wider than rustfmt leaves on one line. */
  private get isNarrow(): boolean {
    return this.page.widthOf(this.condition) <= this.page.format.call;
  }

  private inLine(text: string): boolean {
    return this.page.widthOf(text) <= this.page.format.line;
  }

  private opened(indent: string): string {
    const { page, callee, args } = this;
    const line = page.eol + indent;
    // rustfmt adds no comma inside of a macro.
    const comma = callee.includes('!') ? '' : ',';
    return `${callee}${args.map((arg) => `${line}${page.unit}${arg}`).join(',')}${comma}${line})`;
  }
}
