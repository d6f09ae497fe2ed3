import type { HostRegistration } from '../policy/model';
import { sortEdits } from '../text/edits';
import type { TextEdit } from '../text/span';
import { insertItem, type NewItem } from './layout';
import type { Page } from './page';

/** Edits, and which of them holds the new call. */
export interface CallEdits {
  readonly edits: readonly TextEdit[];
  readonly main: TextEdit | null;
}

/**
 * Adds a call to those that a registration allows: in its own list, or as a last argument of the
 * method that takes one. The arguments stand on one line or one a line, as rustfmt would have them.
 */
export function callEdits(page: Page, registration: HostRegistration, key: string): CallEdits {
  const { extra, args } = registration;
  const inside = extra ? page.text.slice(extra.layout.body.start, extra.layout.body.end) : '';
  if (extra && (inside.includes('\n') || /\/[/*]/.test(inside))) return inLines(page, extra, key);
  const texts = args.items.map(({ start, end }) => page.text.slice(start, end));
  const between = page.text.slice(args.body.start, args.body.end);
  if (hasComments(between, texts)) return atTheEnd(page, registration, key);
  const given = extra ? texts.slice(0, -1) : texts;
  const calls = extra
    ? [...extra.layout.items.map(({ start, end }) => page.text.slice(start, end)), key]
    : [key];
  return rewritten(page, registration, given, calls);
}

type Extra = NonNullable<HostRegistration['extra']>;

function inLines(page: Page, { layout }: Extra, key: string): CallEdits {
  const item: NewItem = { flat: key, fits: () => true, render: () => key };
  const { edits, main } = insertItem(page, layout, layout.items.length - 1, item);
  return { edits, main };
}

/** Whether more than commas stands between the arguments: it is not to be laid out anew. */
function hasComments(between: string, texts: readonly string[]): boolean {
  let rest = between;
  for (const text of texts) rest = rest.replace(text, () => '');
  return /[^\s,]/.test(rest);
}

/** Beside what is there, without touching how it is laid out. */
function atTheEnd(page: Page, registration: HostRegistration, key: string): CallEdits {
  const { args, extra, verb, extraVerb } = registration;
  if (extra) return inLines(page, extra, key);
  const last = args.items.at(-1);
  const at = last?.end ?? args.body.end;
  const main = { start: at, end: at, newText: `, vec![${key}]` };
  return { edits: [{ ...verb, newText: extraVerb }, main], main };
}

function rewritten(
  page: Page,
  { args, verb, extraVerb, span }: HostRegistration,
  given: readonly string[],
  calls: readonly string[],
): CallEdits {
  const { text } = page;
  const flatList = `${listOpen(page, args, given.length)}${calls.join(', ')}]`;
  const flat = [...given, flatList].join(', ');
  const chain = chainAround(page, verb.start, span.end);
  const opened =
    chain?.isFlat === true &&
    page.widthOf(chainText(page, chain, extraVerb, flat)) > page.format.chain;
  const indent = page.indentAt(verb.start) + (opened ? page.unit : '');
  // rustfmt keeps the first call beside a name that is no wider than one step of indentation.
  const isShort =
    chain !== null && page.widthOf(text.slice(chain.start, chain.dot)) <= page.format.tab;
  const line = text.slice(page.lines.startOf(page.lines.lineAt(verb.start)), verb.start);
  const before = (opened && !isShort ? `${indent}.` : line) + `${extraVerb}(`;
  const behind = opened ? ')' : text.slice(span.end - 1, page.lineEnd(span.end));
  const fits =
    !flat.includes('\n') &&
    page.widthOf(flat) <= page.format.call &&
    page.widthOf(before + flat + behind) <= page.format.line;
  const inner = indent + page.unit;
  const list =
    calls.length > 1 && page.widthOf(calls.join(', ')) > page.format.array
      ? `${listOpen(page, args, given.length)}${calls.map((one) => `${page.eol}${inner}${page.unit}${one},`).join('')}${page.eol}${inner}]`
      : flatList;
  const from = page.indentAt(verb.start);
  const lines = [...given.map((arg) => shifted(arg, from, inner)), list];
  const body = fits
    ? flat
    : `${lines.map((one) => `${page.eol}${inner}${one},`).join('')}${page.eol}${indent}`;
  const main = { start: args.body.start, end: args.body.end, newText: body };
  const edits: TextEdit[] = [{ ...verb, newText: extraVerb }, main];
  if (opened) {
    if (!isShort) edits.push({ start: chain.dot, end: chain.dot, newText: page.eol + indent });
    for (const dot of chain.tail) edits.push({ start: dot, end: dot, newText: page.eol + indent });
  }
  const changed = edits.filter(({ start, end, newText }) => text.slice(start, end) !== newText);
  return { edits: sortEdits(changed), main };
}

/** `vec![`, or what the list that is there begins with. */
function listOpen({ text }: Page, { items }: HostRegistration['args'], at: number): string {
  const item = items[at];
  return item ? (/^[^[]*\[/.exec(text.slice(item.start, item.end))?.[0] ?? 'vec![') : 'vec![';
}

/** An argument of several lines at another depth; as it is where a literal may be over several. */
function shifted(arg: string, from: string, to: string): string {
  if (!arg.includes('\n') || arg.split('\n').some(hasOpenLiteral)) return arg;
  return arg.replaceAll(`\n${from}`, `\n${to}`);
}

function hasOpenLiteral(line: string): boolean {
  return line.replace(/\\./g, '').split('"').length % 2 === 0;
}

/** The method calls around one: rustfmt sets each on its own line where they are too wide for one. */
interface Chain {
  readonly start: number;
  /** The dot in front of the call. */
  readonly dot: number;
  /** The dots of the calls behind it. */
  readonly tail: readonly number[];
  readonly end: number;
  /** Whether all of it, but for arguments, is on one line. */
  readonly isFlat: boolean;
}

/** null where nothing but `?` follows the call: one call alone is no chain to rustfmt. */
function chainAround({ text }: Page, verb: number, end: number): Chain | null {
  const tail: number[] = [];
  const method = /\??\s*(\.)\w+\([^()]*\)/y;
  let at = end;
  let isFlat = true;
  for (;;) {
    method.lastIndex = at;
    const match = method.exec(text);
    if (!match) break;
    if (match[0].includes('\n')) isFlat = false;
    tail.push(at + match[0].indexOf('.'));
    at = method.lastIndex;
  }
  if (tail.length === 0 || text[verb - 1] !== '.') return null;
  let start = verb - 1;
  while (/[\w.]/.test(text[start - 1] ?? '')) start -= 1;
  return { start, dot: verb - 1, tail, end: at, isFlat: isFlat && start < verb - 1 };
}

function chainText({ text }: Page, chain: Chain, verb: string, args: string): string {
  const behind = text.slice(chain.tail[0] ?? chain.end, chain.end);
  return `${text.slice(chain.start, chain.dot)}.${verb}(${args.split('\n')[0] ?? ''})${behind}`;
}
