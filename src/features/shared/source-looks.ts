import * as vscode from 'vscode';
import { readRegular } from '../../host/regular-file';
import { Limit } from './limit';
import { hasNeedle, isCopy } from './source-kinds';
import type { Turns } from './turns';

/** One look at a file; `over` when it has been read or could not be. */
interface Look {
  over: Promise<void>;
}

/** What comes of a look. */
export interface LookOutcome {
  /** It may hold a filter. */
  read(uri: vscode.Uri, text: string): Promise<unknown>;
  /** It holds none. */
  lacks(uri: vscode.Uri): void;
  /** It could not be read, or is none of what is read. */
  failed(uri: vscode.Uri, error: unknown): void;
}

const READ_AT_ONCE = 16;
/** Then others have their turn. */
const SLICE_MS = 10;
/** No source is near this. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Looks at files for what they say now; of each only the latest look counts. */
export class SourceLooks {
  /** The latest look at each file, also where it was found gone. */
  readonly #looks = new Map<string, Look>();
  readonly #busy = new Set<string>();
  /** A checkout tells of thousands of files at once, and a process may hold few open. */
  readonly #files = new Limit(READ_AT_ONCE);

  constructor(private readonly outcome: LookOutcome) {}

  /** Those that are being looked at, by their URIs as text. */
  get busy(): Iterable<string> {
    return this.#busy;
  }

  /** Another object when it was looked at again, or found gone. */
  latest(uri: vscode.Uri): object | undefined {
    return this.#looks.get(uri.toString());
  }

  /** @param key of a file that is gone: a look that is under way counts no more */
  noteGone(key: string): void {
    this.#looks.set(key, { over: Promise.resolve() });
  }

  /** Comes back when the latest look at the file is over, this one or one that has begun since. */
  async look(uri: vscode.Uri): Promise<void> {
    if (isCopy(uri)) return;
    const key = uri.toString();
    const look: Look = { over: Promise.resolve() };
    this.#looks.set(key, look);
    this.#busy.add(key);
    look.over = this.#lookInto(uri, () => this.#looks.get(key) === look);
    for (let latest: Look | undefined = look; latest;) {
      await latest.over;
      const since: Look | undefined = this.#looks.get(key);
      latest = since === latest ? undefined : since;
    }
    this.#busy.delete(key);
  }

  /**
   * The same of thousands of files: the next begins when one is over, and after some milliseconds in a
   * turn of its own, also where there is nothing to wait for.
   */
  async lookAtAll(uris: Iterable<vscode.Uri>, turns: Turns): Promise<void> {
    const left = uris[Symbol.iterator]();
    let rested = performance.now();
    const lookOn = async (): Promise<void> => {
      for (let next = left.next(); !next.done; next = left.next()) {
        await this.look(next.value);
        if (performance.now() - rested < SLICE_MS) continue;
        await turns.next();
        rested = performance.now();
      }
    };
    await Promise.all(Array.from({ length: READ_AT_ONCE }, lookOn));
  }

  async #lookInto(uri: vscode.Uri, isLatest: () => boolean): Promise<void> {
    try {
      const text = await this.#currentText(uri);
      if (!isLatest()) return;
      if (hasNeedle(uri, text)) await this.outcome.read(uri, text);
      else this.outcome.lacks(uri);
    } catch (error) {
      if (isLatest()) this.outcome.failed(uri, error);
    }
  }

  /**
   * The editor's text where the file is open, else the file's. A file that is gone may still be open.
   * @throws where there is no such file, or it is not UTF-8, not a plain file or too large
   */
  async #currentText(uri: vscode.Uri): Promise<string> {
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.find((it) => it.uri.toString() === key);
    if (!open) {
      const bytes = await this.#files.run(() => readRegular(uri.fsPath, MAX_BYTES));
      if (bytes === null) throw new Error('not a regular file, or too large for a source');
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    await vscode.workspace.fs.stat(uri);
    return open.getText();
  }
}
