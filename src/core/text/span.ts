/** A stretch of text: UTF-16 offsets, `end` exclusive. The same unit as VS Code's and tree-sitter's. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether spans have an offset in common, or one begins where the other ends. */
export function meets(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}

/** One replacement in one version of one text. Insertions have `start === end`. */
export interface TextEdit extends Span {
  readonly newText: string;
}
