import type { Constant } from '../policy/model';
import type { Span, TextEdit } from '../text/span';
import { calledValue } from './called-constant';
import { styleOf, written } from './number';
import { placeOf } from './order';
import type { Page } from './page';

/**
 * The edit that writes a constant as its neighbours are written, in its place among them.
 * @param home the constants that it belongs with, in their order
 * @param all constants of the file, in their order
 * @param request unsigned 32-bit
 */
export function newConstant(
  page: Page,
  home: readonly [Constant, ...Constant[]],
  all: readonly Constant[],
  name: string,
  request: number,
): TextEdit {
  const after = placeIn(home, name, request);
  const previous = home[after];
  const model = previous ?? home[0];
  const text = constantText(page, model, name, request, home);
  const indent = page.indentAt(model.span.start);
  if (!previous) {
    const start = startWithComments(page, variant(all, model, -1).span);
    return { start, end: start, newText: indent + text + page.eol };
  }
  const { end } = variant(all, previous, 1).span;
  if (!page.endsLine(end)) return { start: end, end, newText: ` ${text}` };
  const start = page.lineEnd(end);
  return { start, end: start, newText: page.eol + indent + text };
}

/** The furthest of a constant's variants that stand together, each under a cfg of its own: nothing parts them. */
function variant(all: readonly Constant[], of: Constant, step: 1 | -1): Constant {
  let at = all.indexOf(of);
  while (isVariant(all[at + step], of)) at += step;
  return all[at] ?? of;
}

function isVariant(one: Constant | undefined, of: Constant): boolean {
  return one?.name === of.name && isBeside(one, of);
}

/** Whether two constants stand in one module and one function, or outside of all functions. */
export function isBeside(one: Constant, other: Constant): boolean {
  return (
    one.modules.join() === other.modules.join() && one.owner?.span.start === other.owner?.span.start
  );
}

/** By value where only the values are in order, else by name. */
function placeIn(home: readonly Constant[], name: string, request: number): number {
  const names = home.map((one) => one.name);
  const values = home.map(({ value }) => value ?? 0n);
  const byValue = values.every((value, at) => at === 0 || (values[at - 1] ?? 0n) < value);
  const byName = names.every((one, at) => at === 0 || (names[at - 1] ?? '') <= one);
  if (!byValue || byName || home.length < 3) return placeOf(names, name);
  return values.findLastIndex((value) => value < BigInt(request));
}

function constantText(
  page: Page,
  model: Constant,
  name: string,
  request: number,
  home: readonly Constant[],
): string {
  const { span, nameSpan, valueSpan, type } = model;
  const number = written(request, styleOf(home.map((one) => one.text)));
  // `c_int` holds no request with its highest bit set unless it is made to.
  const signed = /(?:^|::)(?:i32|c_int)$/.test(type) && request > 0x7fff_ffff;
  const plain = signed ? `${number.replace(/_?i32$/, '')}_u32 as ${type}` : number;
  const value = calledValue(home, request) ?? plain;
  const declaration = page.text.slice(span.start, nameSpan.start) + name;
  const between = page.text.slice(nameSpan.end, valueSpan.start).replace(/\s+/g, ' ');
  return declaration + between + value + page.text.slice(valueSpan.end, span.end);
}

/** The start of the line that a constant's comments and attributes begin on. */
function startWithComments({ lines }: Page, span: Span): number {
  let line = lines.lineAt(span.start);
  while (line > 1 && /^\s*(?:\/\/|#\[)/.test(lines.textOf(line - 1))) line -= 1;
  return lines.startOf(line);
}
