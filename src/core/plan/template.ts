import type { FirstEntry } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { NewItem } from './layout';
import type { Page } from './page';

/** An entry taken apart, so that others can be written like it. */
export interface EntryTemplate {
  /** Up to the brackets that hold the key, these included: `(`, `rules.insert(`, `` for a name. */
  readonly head: string;
  /** What stands in those brackets, each on one line. */
  readonly args: readonly string[];
  readonly keyAt: number;
  /** Which of `args` holds the rules, and what stands around them in it; null where none does. */
  readonly rules: { readonly at: number; readonly before: string; readonly after: string } | null;
  /** `)`, `))?`. */
  readonly tail: string;
}

/** The form in which a list begins that no entry shows one of. */
export const TUPLE: EntryTemplate = {
  head: '(',
  args: ['', 'vec![]'],
  keyAt: 0,
  rules: { at: 1, before: '', after: '' },
  tail: ')',
};

/** The form in which a list begins that says itself how. */
export function firstTemplate({ head, free, tail }: FirstEntry): EntryTemplate {
  const rules = free === null ? null : { at: 1, before: '', after: '' };
  return { head, args: free === null ? [''] : ['', free], keyAt: 0, rules, tail };
}

/** Takes an entry apart. The chain of a builder is no part of what is written again. */
export function templateOf(text: string, entry: Entry): EntryTemplate {
  const { args, span, keySpan, rulesSpan, form } = entry;
  if (!args) return { head: '', args: [''], keyAt: 0, rules: null, tail: '' };
  const keyAt = args.items.findIndex(
    ({ start, end }) => start <= keySpan.start && keySpan.end <= end,
  );
  const rulesAt = rulesSpan
    ? args.items.findIndex(({ start, end }) => start <= rulesSpan.start && rulesSpan.end <= end)
    : -1;
  const holder = args.items[rulesAt];
  return {
    head: compact(text.slice(span.start, args.body.start)),
    args: args.items.map(({ start, end }) => compact(text.slice(start, end))),
    keyAt,
    rules:
      holder && rulesSpan
        ? {
            at: rulesAt,
            before: compact(text.slice(holder.start, rulesSpan.start)),
            after: compact(text.slice(rulesSpan.end, holder.end)),
          }
        : null,
    tail: compact(text.slice(args.body.end, form === 'builder' ? args.body.end + 1 : span.end)),
  };
}

/** Whether an entry's rules are an array of values, `&[0x5401]`, and no `vec!` of rules. */
export function isRow({ args, rules }: EntryTemplate): boolean {
  return rules !== null && /^&?\[/.test(args[rules.at] ?? '') && rules.after === '';
}

/** Source on one line, without the blanks and commas that only line breaks need. */
function compact(text: string): string {
  return text
    .replace(/\/\/[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .replace(/([([]) /g, '$1')
    .replace(/,? ([)\]])/g, '$1')
    .replace(/ (?=[.?])/g, '')
    .trimStart();
}

/** Rules to be written into an entry. */
export interface NewRules {
  readonly flat: string;
  fits(indent: string): boolean;
  /** At the indentation of a line of their own. */
  render(indent: string): string;
}

/** An entry for a key, with a template's own rules or with others. */
export function fromTemplate(
  template: EntryTemplate,
  key: string,
  rules: NewRules | null,
  page: Page,
): NewItem {
  const { head, tail, keyAt, rules: place } = template;
  const at = rules && place ? place.at : -1;
  const argsWith = (rulesText: string): string[] =>
    template.args.map((arg, index) => {
      if (index === keyAt) return key;
      return index === at ? `${place?.before ?? ''}${rulesText}${place?.after ?? ''}` : arg;
    });
  const inside = argsWith(rules?.flat ?? '').join(', ');
  const flat = head + inside + tail;
  // Brackets right around the brackets, `push((…))`, count in the width of the outer ones.
  const nested = Math.max(0, (/(?<!\()\(+$/.exec(head)?.[0].length ?? 0) - 1) * 2;
  const fits = (indent: string): boolean =>
    (rules?.fits('') ?? true) &&
    page.widthOf(inside) + nested <= page.format.call &&
    page.widthOf(`${indent}${flat},`) <= page.format.line;
  const comma = head.includes('!') ? '' : ',';
  const render = (indent: string): string => {
    if (template.args.length < 2 || fits(indent)) return flat;
    const inner = indent + page.unit;
    const lines = argsWith(rules?.render(inner) ?? '').join(`,${page.eol}${inner}`);
    return `${head}${page.eol}${inner}${lines}${comma}${page.eol}${indent}${tail}`;
  };
  return { flat, fits, render };
}
