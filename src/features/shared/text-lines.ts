import * as vscode from 'vscode';
import type { Span } from '../../core/text/span';

/** Turns offsets of one text into VS Code's positions, also where no editor holds the text. */
export class TextLines {
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
    this.#starts = starts;
  }

  /** `offset` in UTF-16 units. */
  positionAt(offset: number): vscode.Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return new vscode.Position(low, offset - (this.#starts[low] ?? 0));
  }

  rangeOf({ start, end }: Span): vscode.Range {
    return new vscode.Range(this.positionAt(start), this.positionAt(end));
  }
}
