/** Offsets of one text to lines and back. Lines count from 1; `\n` ends a line, also after `\r`. */
export class Lines {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      starts.push(at + 1);
    }
    this.starts = starts;
  }

  /** How many lines there are; a text that ends in a newline has an empty last one. */
  get count(): number {
    return this.starts.length;
  }

  /** The 1-based line that holds a UTF-16 offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The 1-based column, in UTF-16 units, of an offset. */
  columnAt(offset: number): number {
    return offset - this.startOf(this.lineAt(offset)) + 1;
  }

  /** The offset of a line's first character; the text's length beyond the last line. */
  startOf(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** The offset behind a line's last character, its `\n` or `\r\n` left out. */
  endOf(line: number): number {
    const next = this.starts[line];
    if (next === undefined) return this.text.length;
    const end = next - 1;
    return this.text[end - 1] === '\r' && end > this.startOf(line) ? end - 1 : end;
  }

  /** A line's text without its end. */
  textOf(line: number): string {
    return this.text.slice(this.startOf(line), this.endOf(line));
  }

  /** The blanks that a line begins with. */
  indentOf(line: number): string {
    return /^[ \t]*/.exec(this.textOf(line))?.[0] ?? '';
  }
}

/** How many lines end in a text. */
export function lineEndsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The line end that a text uses: `\r\n` where its first line has it, else `\n`. */
export function endOfLine(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}
