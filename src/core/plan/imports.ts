import type { Import, Policy } from '../policy/model';
import type { Span, TextEdit } from '../text/span';
import { placeOf } from './order';
import type { Page } from './page';

/**
 * The edit that adds a name to the braces of a `use`, filled to the line's width as rustfmt fills
 * them. null where the braces hold more than names, and the name is better written with its path.
 */
export function addImport(
  page: Page,
  policy: Policy,
  beside: Import,
  name: string,
): TextEdit | null {
  return changeImport(page, policy, beside, null, name);
}

/** As `addImport`, and takes another name away from the same `use` where one is given. */
export function changeImport(
  page: Page,
  policy: Policy,
  beside: Import,
  away: string | null,
  name: string | null,
): TextEdit | null {
  const { braces } = beside;
  if (!braces) return single(beside, away, name, page);
  const inside = policy.text.slice(braces.start + 1, braces.end - 1);
  if (/[^\w\s,]/.test(inside)) return null;
  const names = inside.split(',').map((one) => one.trim());
  const present = names.filter((one) => one !== '' && one !== away);
  if (name !== null) present.splice(placeOf(present, name) + 1, 0, name);
  return { ...braces, newText: filled(page, braces, present) };
}

/** Names in braces: on one line where they fit, else as many a line as fit. */
function filled(page: Page, braces: Span, present: readonly string[]): string {
  const flat = `{${present.join(', ')}}`;
  const line = page.lines.lineAt(braces.start);
  const head = page.text.slice(page.lines.startOf(line), braces.start);
  if (page.widthOf(`${head}${flat};`) <= page.format.line) return flat;
  const indent = page.indentAt(braces.start);
  const inner = indent + page.unit;
  const rows: string[] = [inner];
  for (const one of present) {
    const row = rows.at(-1) ?? '';
    const longer = row === inner ? `${row}${one},` : `${row} ${one},`;
    if (row !== inner && page.widthOf(longer) > page.format.line) rows.push(`${inner}${one},`);
    else rows[rows.length - 1] = longer;
  }
  return `{${page.eol}${rows.join(page.eol)}${page.eol}${indent}}`;
}

/** `use kvm::KVM_RUN;` becomes `use kvm::{KVM_GET_FPU, KVM_RUN};`, or names only the other. */
function single(
  beside: Import,
  away: string | null,
  name: string | null,
  page: Page,
): TextEdit | null {
  const { target, start, end } = beside;
  const text = page.text.slice(start, end);
  const at = text.lastIndexOf(target);
  if (at < 0 || name === null || beside.name !== target || text.includes('{')) return null;
  const [first, second] = [target, name].sort();
  const from = start + at;
  const newText = away === target ? name : `{${first ?? ''}, ${second ?? ''}}`;
  return { start: from, end: from + target.length, newText };
}
