import * as vscode from 'vscode';
import { LogDecoder } from '../../core/records/decode';
import type { Origin } from '../../core/traps/trap';
import { FileTail, type TailState } from '../../host/tail';
import { Disposable } from '../shared/disposable';
import type { Lens } from '../shared/lens';
import type { Trouble, Watcher } from '../shared/watchers';
import { looksBinary } from './binary';

/** Follows one log file from its first byte on, over growth, rotation, loss and return. */
export class LogFileWatcher extends Disposable implements Watcher {
  readonly id: string;
  readonly label: string;
  readonly chosen = true;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #origin: Origin;
  #decoder = new LogDecoder();
  #state: TailState | null = null;
  #begun = false;
  #binary = false;

  readonly onDidChange = this.#changed.event;

  /** @param path absolute; chosen by a person or a setting, never taken from a log */
  constructor(
    private readonly lens: Lens,
    path: string,
  ) {
    super();
    this.id = path;
    this.label = vscode.workspace.asRelativePath(path);
    this.#origin = { label: this.label, file: path };
    const tail = this.register(
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
        { fromStart: true },
      ),
    );
    this.lens.log.info(`Following ${path}`);
    tail.start();
  }

  get trouble(): Trouble | null {
    const name = this.label;
    if (this.#state === null) return null;
    if (typeof this.#state === 'object') {
      return failed(vscode.l10n.t('{0} cannot be read. {1}', name, this.#state.error));
    }
    if (this.#state === 'waiting') {
      return failed(vscode.l10n.t('{0} does not exist yet; it is followed once it does.', name));
    }
    if (this.#state === 'gone') {
      return failed(vscode.l10n.t('{0} is gone; it is followed again when it comes back.', name));
    }
    if (this.#binary) {
      return failed(vscode.l10n.t('{0} is not a text log; nothing in it is decoded.', name));
    }
    if (this.#begun) return null;
    return { sentence: vscode.l10n.t('{0} is empty so far.', name), failed: false };
  }

  /** A file is opened by its path, also after it is no longer followed. */
  reveal(): boolean {
    return false;
  }

  #take(chunk: Uint8Array): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#binary = looksBinary(chunk);
      this.#changed.fire();
    }
    if (!this.#binary) this.lens.traps.add(this.#decoder.push(chunk), this.#origin);
  }

  #enter(state: TailState): void {
    if (state === 'rotated') this.#startOver();
    else if (state === 'gone') this.#finish();
    this.#state = state;
    this.#changed.fire();
  }

  /** Another file stands at the path: its lines count from 1, and it may be of another kind. */
  #startOver(): void {
    this.#finish();
    this.#begun = false;
    this.#binary = false;
  }

  /** The last line may have come without a line end. */
  #finish(): void {
    this.lens.traps.add(this.#decoder.end(), this.#origin);
    this.#decoder = new LogDecoder();
  }
}

function failed(sentence: string): Trouble {
  return { sentence, failed: true };
}
