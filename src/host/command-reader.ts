import * as l10n from '@vscode/l10n';
import { spawn, type ChildProcess } from 'node:child_process';
import type { ReaderEvents } from './kernel-reader';

/** Of what a command says on its standard error the last so many characters are kept. */
const SAID_KEPT = 500;

/**
 * A command that prints a log as it grows, in a process group of its own. No shell, and no argument
 * but those that are written in this program.
 */
export class CommandReader {
  readonly #child: ChildProcess;
  #said = '';
  #over = false;

  constructor(program: string, args: readonly string[], events: ReaderEvents) {
    this.#child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      if (!this.#over) events.onBytes(chunk);
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-SAID_KEPT);
    });
    const end = (how: string): void => {
      if (this.#over) return;
      this.#over = true;
      const said = this.#said.trim().split('\n').at(-1) ?? '';
      events.onEnd(said === '' ? `${how}.` : `${how}: ${said}`);
    };
    this.#child.on('error', ({ message }) => {
      end(l10n.t('{0} could not be started ({1})', program, message));
    });
    // Not `exit`: what it has printed is read first.
    this.#child.on('close', (code, signal) => {
      end(
        signal === null
          ? l10n.t('{0} ended with status {1}', program, code ?? '?')
          : l10n.t('{0} was ended by {1}', program, signal),
      );
    });
  }

  /** Ends the command; nothing is told afterwards. */
  dispose(): void {
    this.#over = true;
    const { pid, exitCode, signalCode } = this.#child;
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      // It only prints, so nothing is lost: SIGTERM could be ignored, and who would then end it?
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended between the two lines.
    }
    this.#child.unref();
  }
}
