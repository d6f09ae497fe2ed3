import type { Page } from '../plan/page';
import type { Span, TextEdit } from '../text/span';

/** `// seccomp-lens: allow(duplicate-entry, dead-rule) because …` */
const COMMENT = /\/\/[/!]?[ \t]*seccomp-lens:[ \t]*allow\(([\w \t,-]*)\)/;
/** Lines that may stand between a comment and what it is about. */
const COMMENT_LINE = /^[ \t]*\/\//;
const ATTRIBUTE_LINE = /^[ \t]*#!?\[.*\][ \t]*$/;

/** Whether a comment behind or above what a span marks asks to be silent about a rule there. */
export function isSuppressed(page: Page, { start, end }: Span, code: string): boolean {
  const { lines } = page;
  const first = lines.lineAt(start);
  const last = lines.lineAt(Math.max(start, end - 1));
  if (codesOn(lines.textOf(first)).includes(code)) return true;
  if (codesOn(lines.textOf(last)).includes(code)) return true;
  for (let line = first - 1; line > 0; line -= 1) {
    const text = lines.textOf(line);
    if (COMMENT_LINE.test(text)) {
      if (codesOn(text).includes(code)) return true;
    } else if (!ATTRIBUTE_LINE.test(text)) return false;
  }
  return false;
}

/**
 * The edit that makes a rule silent about a span: a comment line above it and its attributes, or one
 * more code in the comment that stands there already.
 */
export function suppressionEdit(page: Page, { start }: Span, code: string): TextEdit {
  const { lines, eol } = page;
  let line = lines.lineAt(start);
  while (line > 1 && ATTRIBUTE_LINE.test(lines.textOf(line - 1))) line -= 1;
  const above = line > 1 ? lines.textOf(line - 1) : '';
  const known = COMMENT_LINE.test(above) ? COMMENT.exec(above) : null;
  if (known) {
    const at = lines.startOf(line - 1) + known.index + known[0].length - 1;
    const separator = codesOn(above).length > 0 ? ', ' : '';
    return { start: at, end: at, newText: `${separator}${code}` };
  }
  const at = lines.startOf(line);
  const newText = `${lines.indentOf(line)}// seccomp-lens: allow(${code})${eol}`;
  return { start: at, end: at, newText };
}

function codesOn(line: string): string[] {
  const codes = COMMENT.exec(line)?.[1]?.split(',') ?? [];
  return codes.map((code) => code.trim()).filter((code) => code !== '');
}
