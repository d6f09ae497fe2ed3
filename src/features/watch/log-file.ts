import * as vscode from 'vscode';
import type { Origin } from '../../core/traps/trap';
import { LiveDecoder } from '../../host/live-decoder';
import { readingRemedy, remedySentence } from '../../host/reading-remedy';
import { FileTail, type TailState } from '../../host/tail';
import type { Lens } from '../shared/lens';
import { shownFile } from '../shared/notify';
import { Source } from '../shared/source';
import type { SourceState, Trouble } from '../shared/watchers';
import { looksBinary } from './binary';

/** Follows one log file from its first byte on, over growth, rotation, loss and return. */
export class LogFileWatcher extends Source {
  readonly kind = 'log';
  readonly chosen = true;
  readonly id: string;
  readonly label: string;
  readonly #origin: Origin;
  readonly #tail: FileTail;
  readonly #decoder = this.register(
    new LiveDecoder((records) => {
      this.take(records, this.#origin, false);
    }),
  );
  #state: TailState | null = null;
  /** `#state`, but for what a remedy is still looked for. */
  #told: TailState | null = null;
  #begun = false;
  #binary = false;
  #paused: boolean;
  #remedy: string | null = null;

  /** @param path absolute; chosen by a person or a setting, never taken from a log */
  constructor(lens: Lens, path: string) {
    super(lens.traps);
    this.id = path;
    this.label = shownFile(path);
    this.#origin = { label: vscode.workspace.asRelativePath(path), file: path };
    this.#paused = lens.watchers.isPaused(path);
    this.#tail = this.register(
      new FileTail(
        path,
        {
          onBytes: (chunk) => {
            this.#take(chunk);
          },
          onState: (state) => {
            this.#enter(state);
          },
        },
        { fromStart: true, nextTurn: () => lens.turns.next() },
      ),
    );
    lens.log.info(`Following ${path}`);
    if (!this.#paused) this.#tail.start();
  }

  get state(): SourceState {
    if (this.#paused) return 'paused';
    if (this.#state === null) return 'waiting';
    if (typeof this.#state === 'object' || this.#binary) return 'failed';
    return this.#state === 'waiting' || this.#state === 'gone' ? 'waiting' : 'reading';
  }

  get remedy(): string | null {
    return this.state === 'failed' ? this.#remedy : null;
  }

  get trouble(): Trouble | null {
    const name = this.label;
    if (this.#state === null || this.#paused) return null;
    if (typeof this.#state === 'object') {
      const why = [this.#state.error, ...(this.#remedy ? [remedySentence(this.#remedy)] : [])];
      return failed(vscode.l10n.t('{0} cannot be read. {1}', name, why.join(' ')));
    }
    if (this.#state === 'waiting') {
      return notYet(vscode.l10n.t('{0} does not exist yet; it is followed once it does.', name));
    }
    if (this.#state === 'gone') {
      return failed(vscode.l10n.t('{0} is gone; it is followed again when it comes back.', name));
    }
    if (this.#binary) {
      return failed(vscode.l10n.t('{0} is not a text log; nothing in it is decoded.', name));
    }
    if (this.#begun) return null;
    return notYet(vscode.l10n.t('{0} is empty so far.', name));
  }

  /** Goes on behind what it has read, also where the file was rotated meanwhile. */
  setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#tail.pause();
    else this.#tail.start();
    this.changed();
  }

  /** Reads nothing more and keeps nothing open, until it is taken up again where it was. */
  leave(): void {
    void this.#tail.leave();
  }

  takeUp(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#tail.start();
  }

  /** A file is opened by its path, also after it is no longer followed. */
  reveal(): boolean {
    return false;
  }

  #take(chunk: Uint8Array): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#binary = looksBinary(chunk);
      this.changed();
    }
    if (!this.#binary) this.#decoder.push(chunk);
  }

  #enter(state: TailState): void {
    if (state === 'rotated') this.#startOver();
    // The last line may have come without a line end.
    else if (state === 'gone') this.#decoder.end();
    this.#told = state;
    if (typeof state === 'object') {
      void this.#fail(state);
      return;
    }
    this.#state = state;
    this.changed();
  }

  /** What is wrong is said together with what to do about it. */
  async #fail(state: TailState): Promise<void> {
    const remedy = await readingRemedy(this.id);
    if (this.disposed || this.#told !== state) return;
    this.#remedy = remedy;
    this.#state = state;
    this.changed();
  }

  /** Another file stands at the path: its lines count from 1, and it may be of another kind. */
  #startOver(): void {
    this.#decoder.end();
    this.#begun = false;
    this.#binary = false;
  }
}

function failed(sentence: string): Trouble {
  return { sentence, failed: true };
}

function notYet(sentence: string): Trouble {
  return { sentence, failed: false };
}
