import type { TextEdit } from './span';

/** A stretch of the first text that is still there, or text that came since. */
type Piece =
  | { readonly start: number; readonly end: number }
  | { readonly text: string; readonly start?: undefined };

const lengthOf = (piece: Piece): number =>
  piece.start === undefined ? piece.text.length : piece.end - piece.start;

/**
 * Edits that were made one set after another, as one set against the text before them all. So what
 * is planned step by step, each step on the text that the one before it left, is one change.
 */
export class ComposedEdits {
  private pieces: readonly Piece[];

  /** @param length of the first text */
  constructor(private readonly length: number) {
    this.pieces = length > 0 ? [{ start: 0, end: length }] : [];
  }

  /**
   * Adds edits of the text as it is by now.
   * @param edits as `applyEdits` takes them: sorted, apart
   */
  add(edits: readonly TextEdit[]): void {
    const next: Piece[] = [];
    const rest = [...this.pieces].reverse();
    let at = 0;
    /** Moves on to an offset; what lies before it is kept, or dropped. */
    const advance = (to: number, keep: boolean): void => {
      for (let piece = rest.pop(); piece; piece = rest.pop()) {
        const length = lengthOf(piece);
        const taken = Math.min(length, to - at);
        if (taken < length) rest.push(cut(piece, taken, length));
        if (taken > 0 && keep) next.push(cut(piece, 0, taken));
        at += taken;
        if (at >= to) return;
      }
    };
    for (const { start, end, newText } of edits) {
      advance(start, true);
      advance(end, false);
      if (newText !== '') next.push({ text: newText });
    }
    this.pieces = [...next, ...rest.reverse()];
  }

  /** The one set, sorted, against the first text. */
  get edits(): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    let from = 0;
    let newText = '';
    for (const piece of [...this.pieces, { start: this.length, end: this.length }]) {
      if (piece.start === undefined) {
        newText += piece.text;
        continue;
      }
      if (newText !== '' || piece.start > from) {
        edits.push({ start: from, end: piece.start, newText });
      }
      from = piece.end;
      newText = '';
    }
    return edits;
  }
}

function cut(piece: Piece, from: number, to: number): Piece {
  return piece.start === undefined
    ? { text: piece.text.slice(from, to) }
    : { start: piece.start + from, end: piece.start + to };
}
