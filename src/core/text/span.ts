/** A stretch of text: UTF-16 offsets, `end` exclusive. The same unit as VS Code's and tree-sitter's. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One replacement in one version of one text. Insertions have `start === end`. */
export interface TextEdit extends Span {
  readonly newText: string;
}
