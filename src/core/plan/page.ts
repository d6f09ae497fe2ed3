import { endOfLine, Lines } from '../text/lines';
import { DEFAULT_FORMAT, type Format } from './width';

/** A text with what an edit has to know of its form. */
export class Page {
  readonly lines: Lines;
  readonly eol: '\n' | '\r\n';
  /** One step of indentation. */
  readonly unit: string;

  constructor(
    readonly text: string,
    readonly format: Format = DEFAULT_FORMAT,
  ) {
    this.lines = new Lines(text);
    this.eol = endOfLine(text);
    const tabs = format.hardTabs ?? /^\t/m.test(text);
    this.unit = tabs ? '\t' : ' '.repeat(format.tab);
  }

  /** Columns that a text takes; a tab counts as rustfmt's `tab_spaces`. */
  widthOf(text: string): number {
    let width = 0;
    for (const character of text) width += character === '\t' ? this.format.tab : 1;
    return width;
  }

  /** The indentation of the line that holds an offset. */
  indentAt(offset: number): string {
    return this.lines.indentOf(this.lines.lineAt(offset));
  }

  /** Whether nothing but a comment stands between an offset and its line's end. */
  endsLine(offset: number): boolean {
    const rest = this.text.slice(offset, this.lines.endOf(this.lines.lineAt(offset))).trim();
    return rest === '' || rest.startsWith('//') || /^\/\*[^*]*\*\/$/.test(rest);
  }

  /** Whether nothing but a comment stands before an offset in its line. */
  beginsLine(offset: number): boolean {
    const before = this.text.slice(this.lines.startOf(this.lines.lineAt(offset)), offset);
    return before.replace(/\/\*[^*]*\*\//g, '').trim() === '';
  }

  /** What ends the line that holds an offset: where a text mixes line ends, its neighbours' is kept. */
  eolAt(offset: number): string {
    const line = this.lines.lineAt(offset);
    return this.text.slice(this.lines.endOf(line), this.lines.startOf(line + 1)) || this.eol;
  }

  lineEnd(offset: number): number {
    return this.lines.endOf(this.lines.lineAt(offset));
  }
}
