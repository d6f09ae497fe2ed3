import { StringDecoder } from 'node:string_decoder';
import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import { Disposable } from '../shared/disposable';

const CTRL_C = '\u0003';

/**
 * The terminal of a diagnosis: what the command prints, as a terminal shows it, and between it, slanted,
 * what is being done.
 */
export class DiagnoseTerminal extends Disposable implements vscode.Pseudoterminal {
  readonly #write = this.register(new vscode.EventEmitter<string>());
  readonly #text = new StringDecoder('utf8');
  /** What came before anybody looked. */
  #early: string | null = '';
  /** The last thing written ended its line. */
  #atStart = true;

  readonly onDidWrite = this.#write.event;

  /** @param stop a person has pressed Ctrl+C, or closed the terminal */
  constructor(private readonly stop: () => void) {
    super();
  }

  open(): void {
    const early = this.#early ?? '';
    this.#early = null;
    if (early !== '') this.#write.fire(early);
  }

  close(): void {
    this.stop();
  }

  handleInput(text: string): void {
    if (text.includes(CTRL_C)) this.stop();
  }

  /** Untrusted. Pipes end their lines by a line feed only. */
  output(bytes: Uint8Array): void {
    const text = this.#text.write(Buffer.from(bytes));
    if (text !== '') this.#put(text.replace(/\r?\n/g, '\r\n'));
  }

  /** A sentence of ours, on a line of its own, whatever style the command has left on. */
  say(sentence: string): void {
    this.#line(`\u001b[0;3m${oneLine(sentence, 1000)}\u001b[0m`);
  }

  /** Lines of ours, as they are. */
  table(lines: readonly string[]): void {
    for (const line of lines) this.#line(`\u001b[0m${line}`);
  }

  #line(line: string): void {
    this.#put(`${this.#atStart ? '' : '\r\n'}${line}\r\n`);
  }

  #put(text: string): void {
    this.#atStart = text.endsWith('\n');
    if (this.#early === null) this.#write.fire(text);
    else this.#early += text;
  }
}
