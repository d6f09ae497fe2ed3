import type { Allowlist } from '../policy/allowlist';
import type { Entry, Rule, RuleSet } from '../policy/entry';
import type { Policy } from '../policy/model';
import type { Span } from '../text/span';
import { REQUEST_ARGUMENT } from './admits';
import type { Insertion, NewItem } from './layout';
import type { Page } from './page';
import { templateOf, type EntryTemplate } from './template';

/**
 * A rule as a neighbour has it that is no more than a value, `&[A, B]`, or the call of a function of the
 * file with one, `request(A)?`; null where no neighbour that compares the request is so.
 */
export function ruleLike(page: Page, set: RuleSet, value: string): NewItem | null {
  if (set.layout.kind !== 'bracket') return null;
  for (const rule of [...set.rules].reverse()) {
    const span = valueOf(rule);
    if (!span) continue;
    const before = page.text.slice(rule.span.start, span.start);
    const behind = page.text.slice(span.end, rule.span.end);
    const flat = before + value + behind;
    if (/\n|\/[/*]|#\[/.test(flat)) continue;
    return { flat, fits: () => true, render: () => flat, alone: () => flat };
  }
  return null;
}

/** Where a rule has its value that says nothing else in its own words. */
function valueOf({ span, conditions }: Rule): Span | null {
  const [only, more] = conditions;
  if (!only?.valueSpan || more || only.arg !== REQUEST_ARGUMENT || only.op !== 'eq') return null;
  return only.span.start === span.start && only.span.end === span.end ? only.valueSpan : null;
}

/** An entry of a list that one of the file's functions makes with one value, and how that is called. */
export interface ValueModel {
  readonly entry: Entry;
  readonly template: EntryTemplate;
}

/** The entry whose function a request can be given to; null where the file shows none. */
export function valueModel(policy: Policy, list: Allowlist): ValueModel | null {
  const others = policy.lists.filter((other) => other !== list);
  const takes = ({ made, syscall, rules, understood }: Entry): boolean => {
    const condition = rules?.[0]?.conditions[0];
    if (made?.value == null || !understood || condition?.op !== 'eq') return false;
    if (made.key === null && syscall !== 'ioctl') return false;
    return made.arg !== null || condition.arg === REQUEST_ARGUMENT;
  };
  const kin = [list, ...others].flatMap((one) =>
    one.entries.filter(takes).flatMap((entry) => {
      const template = templateIn(policy, list, one, entry);
      return template ? [{ entry, template }] : [];
    }),
  );
  return kin.findLast(({ entry }) => entry.syscall === 'ioctl') ?? kin.at(-1) ?? null;
}

/** How an entry of some list is written at the place of another's entries; null where it cannot be. */
function templateIn(
  { text }: Policy,
  list: Allowlist,
  home: Allowlist,
  entry: Entry,
): EntryTemplate | null {
  const template = templateOf(text, entry);
  const isIn = ({ layout }: Allowlist): boolean =>
    layout.body.start <= entry.span.start && entry.span.end <= layout.body.end;
  if (isIn(list)) return template;
  if (list.layout.kind !== 'bracket') return null;
  const push = /^[\w.]+\.push(?:_back)?\(/.exec(template.head)?.[0];
  if (push !== undefined) {
    return {
      ...template,
      head: template.head.slice(push.length),
      tail: template.tail.replace(/\)$/, ''),
    };
  }
  return home.layout.kind === 'bracket' && isIn(home) ? template : null;
}

/** The template of a model with what is compared put in its place. */
export function withValue({ entry, template }: ValueModel, value: string): EntryTemplate {
  const { made } = entry;
  const args = template.args.map((arg, at) => {
    if (at === made?.arg) return String(REQUEST_ARGUMENT);
    if (at !== made?.value) return arg;
    const open = /^(?:&\s*)?(?:vec!)?\[/.exec(arg)?.[0];
    return made.several ? `${open ?? '&['}${value}]` : value;
  });
  return { ...template, args, rules: null };
}

/** An insertion into the brackets of an entry's values, the entry opened where its line is too long. */
export function withinLine(page: Page, entry: Entry, insertion: Insertion): Insertion {
  const { args, span } = entry;
  const [edit, more] = insertion.edits;
  const source = page.text.slice(span.start, span.end);
  if (!args || !edit || more || source.includes('\n') || edit.newText.includes('\n')) {
    return insertion;
  }
  const edited = (one: Span): string =>
    one.start <= edit.start && edit.end <= one.end
      ? page.text.slice(one.start, edit.start) + edit.newText + page.text.slice(edit.end, one.end)
      : page.text.slice(one.start, one.end);
  const line = page.lines.textOf(page.lines.lineAt(span.start));
  const added = edit.newText.length - (edit.end - edit.start);
  const fits =
    page.widthOf(edited(args.body)) <= page.format.call &&
    page.widthOf(line) + added <= page.format.line;
  if (fits) return insertion;
  const indent = page.indentAt(span.start);
  const inner = indent + page.unit;
  const lines = args.items.map((item) => `${page.eol}${inner}${edited(item)},`).join('');
  const main = { ...args.body, newText: `${lines}${page.eol}${indent}` };
  const offset = main.newText.indexOf(edit.newText.trim().replace(/^,\s*/, ''));
  return { edits: [main], main, offset: Math.max(0, offset) };
}
