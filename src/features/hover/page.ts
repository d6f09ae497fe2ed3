import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';

const UNTRUSTED_MAX = 400;

/**
 * A hover's text. Never trusted, so that no link in it can run a command. Our own words come in as
 * markdown; what a log or a source says goes into code blocks only, where nothing is markup.
 */
export class Page {
  readonly markdown = new vscode.MarkdownString();

  /** A paragraph of our own words. */
  say(markdown: string): this {
    this.markdown.appendMarkdown(`\n\n${markdown}\n`);
    return this;
  }

  /** Text of any origin, as it is, on one line. */
  show(text: string, language = 'plaintext'): this {
    const line = oneLine(text, UNTRUSTED_MAX);
    // Older editors' appendCodeblock takes three backticks, also around text that is three itself.
    const longest = Math.max(2, ...(line.match(/`+/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    this.markdown.appendMarkdown(`\n\n${fence}${language}\n${line}\n${fence}\n`);
    return this;
  }

  /** Rows of our own words, under the heads. */
  table(heads: readonly string[], rows: readonly (readonly string[])[]): this {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    const lines = [line(heads), line(heads.map(() => ':---')), ...rows.map(line)];
    this.markdown.appendMarkdown(`\n\n${lines.join('\n')}\n`);
    return this;
  }

  /** Apart from what stands above. */
  rule(): this {
    this.markdown.appendMarkdown('\n\n---\n');
    return this;
  }
}

/** Our own code words. Not for text of a log or a source: a backtick would end it. */
export function code(word: string | number): string {
  return `\`${word}\``;
}
