import type { Rule, RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import { REQUEST_ARGUMENT } from './admits';
import type { Insertion, NewItem } from './layout';
import type { Page } from './page';
import { argumentFor } from './rule-spelling';

/** `.add_constraint(SeccompCmpOpt::Eq, 1, VALUE)`: a method of a builder, its last argument the value. */
interface Constraint {
  readonly method: string;
  readonly args: readonly string[];
}

/** Takes a rule apart that is a call on a builder; null for any other. */
function constraintOf(text: string, { span }: Rule): Constraint | null {
  const source = text.slice(span.start, span.end).replace(/\s+/g, ' ');
  const match = /^\. ?(\w+) ?\((.*)\)$/.exec(source);
  const [, method, inside] = match ?? [];
  if (method === undefined || inside === undefined || /[()#]|\/[/*]/.test(inside)) return null;
  const args = inside.split(',').map((arg) => arg.trim());
  return { method, args: args.filter((arg) => arg !== '') };
}

/** How a file's builders compare an ioctl's request with a value; null where none shows it. */
export function constraintLike(
  policy: Policy,
  set: RuleSet | null,
  value: string,
): Constraint | null {
  const entries = policy.lists.flatMap((list) => list.entries);
  const sets = [set, ...entries.map((entry) => entry.ruleSet)];
  const chains = sets.filter((one) => one?.layout.kind === 'chain');
  const rules = chains.flatMap((one) => one?.rules ?? []);
  const isRequest = ({ conditions }: Rule): boolean => conditions[0]?.arg === REQUEST_ARGUMENT;
  for (const rule of [...rules.filter(isRequest), ...rules]) {
    const like = constraintOf(policy.text, rule);
    if (like) {
      const args = like.args.slice(0, -1).map((arg) => argumentFor(arg, REQUEST_ARGUMENT));
      return { method: like.method, args: [...args, value] };
    }
  }
  return null;
}

/** A constraint on a line that has `taken` columns before it and after it. */
function render({ method, args }: Constraint, indent: string, taken: number, page: Page): string {
  const inside = args.join(', ');
  const flat = `.${method}(${inside})`;
  if (page.widthOf(inside) <= page.format.call && taken + page.widthOf(flat) <= page.format.line)
    return flat;
  const line = page.eol + indent + page.unit;
  return `.${method}(${line}${args.join(`,${line}`)},${page.eol}${indent})`;
}

/** `BpfRule::new(libc::SYS_ioctl).add_constraint(…)`, an entry with one constraint. */
export function builtEntry(plain: NewItem, constraint: Constraint, page: Page): NewItem {
  const at = (indent: string): string =>
    plain.flat + render(constraint, indent, page.widthOf(indent + plain.flat) + 1, page);
  const flat = at('');
  return { flat, fits: (indent) => !at(indent).includes('\n'), render: at };
}

/** Puts a constraint behind the one at an index (-1: in front of all), each on a line of its own. */
export function insertConstraint(
  page: Page,
  set: RuleSet,
  after: number,
  constraint: Constraint,
): Insertion {
  const { items, body } = set.layout;
  const [first, last] = [items[0], items.at(-1)];
  if (!first || !last) throw new Error('unreachable: a chain has a call');
  const lines = items.every(({ start }) => page.beginsLine(start));
  const indent = lines ? page.indentAt(first.start) : page.indentAt(set.span.start) + page.unit;
  const text = render(constraint, indent, page.widthOf(indent) + 1, page);
  const previous = items[after];
  if (lines) {
    const start = previous?.end ?? first.start;
    const newText = previous ? page.eol + indent + text : text + page.eol + indent;
    const main = { start, end: start, newText };
    return { edits: [main], main, offset: newText.indexOf(text) };
  }
  const texts = items.map(({ start, end }, at) => {
    const rule = set.rules[at];
    const known = rule && constraintOf(page.text, rule);
    return known
      ? render(known, indent, page.widthOf(indent) + 1, page)
      : page.text.slice(start, end);
  });
  texts.splice(after + 1, 0, text);
  const newText = texts.map((one) => page.eol + indent + one).join('');
  const main = { start: body.start, end: body.end, newText };
  return { edits: [main], main, offset: newText.indexOf(text) };
}
