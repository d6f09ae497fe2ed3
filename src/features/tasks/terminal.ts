import { StringDecoder } from 'node:string_decoder';
import * as vscode from 'vscode';
import { oneLine } from '../../core/text/untrusted';
import { type CommandLine, TerminalCommand, terminalMaker } from '../../host/terminal-command';
import { Disposable } from '../shared/disposable';
import { messageOf } from '../shared/notify';
import type { TaskOutput } from './source';

/** What a shell says of a program that SIGSYS (31) has ended: 128 and the signal's number. */
const STATUS_SIGSYS = 159;
/** An editor that opens a terminal where nobody sees it gives it no size. */
const UNSEEN = { columns: 80, rows: 30 };

/** The terminal of a task of ours: shows what the command prints, and has it decoded. */
export class TaskTerminal extends Disposable implements vscode.Pseudoterminal {
  readonly #write = this.register(new vscode.EventEmitter<string>());
  readonly #close = this.register(new vscode.EventEmitter<number>());
  readonly #text = new StringDecoder('utf8');
  #command: TerminalCommand | null = null;

  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  /** @param line the reason in its place where the task cannot be run */
  constructor(
    private readonly line: CommandLine | { readonly reason: string },
    private readonly output: TaskOutput,
  ) {
    super();
  }

  open(size: vscode.TerminalDimensions | undefined): void {
    if ('reason' in this.line) {
      this.#fail(this.line.reason);
      return;
    }
    const maker = terminalMaker();
    if (maker === null) {
      this.#say(
        vscode.l10n.t(
          'There is no “script” (util-linux) here, so the command gets pipes instead of a terminal.',
        ),
      );
    }
    const lineEnds = maker === null;
    const listener = {
      onBytes: (chunk: Buffer) => {
        const text = this.#text.write(chunk);
        this.#write.fire(lineEnds ? text.replaceAll('\n', '\r\n') : text);
        this.output.push(chunk);
      },
      onEnd: (status: number | null, sentence: string | null) => {
        this.#end(status, sentence);
      },
    };
    try {
      this.#command = new TerminalCommand(this.line, size ?? UNSEEN, listener, maker);
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  handleInput(text: string): void {
    this.#command?.write(text);
  }

  setDimensions(size: vscode.TerminalDimensions): void {
    this.#command?.resize(size);
  }

  /** A person has closed the terminal, or ended the task. */
  close(): void {
    this.output.end();
    this.#command?.dispose();
    this.dispose();
  }

  #end(status: number | null, sentence: string | null): void {
    if (status === null) {
      this.output.end();
      this.#fail(sentence ?? '');
      return;
    }
    // Only a shell would say it, and there is none above this command.
    if (status === STATUS_SIGSYS && !this.output.any) {
      const words = 'Bad system call';
      this.#say(words);
      this.output.push(`\n${words}\n`);
    }
    this.output.end();
    this.#close.fire(status);
  }

  #fail(reason: string): void {
    this.#say(oneLine(reason, 400));
    this.#close.fire(1);
  }

  #say(sentence: string): void {
    this.#write.fire(`\u001b[2m${sentence}\u001b[0m\r\n`);
  }
}
