/**
 * rustfmt's default limits (`rustfmt --print-config default`): a line, and what may stand inside
 * one pair of brackets on one line.
 */
export const LINE_WIDTH = 100;
export const ARRAY_WIDTH = 60;
export const CALL_WIDTH = 60;
const TAB_WIDTH = 4;

/** Columns that a text takes; a tab counts as rustfmt's `tab_spaces`. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character === '\t' ? TAB_WIDTH : 1;
  return width;
}
