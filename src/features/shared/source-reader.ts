import type * as vscode from 'vscode';
import type { CrateReader } from './crate-reader';
import { FollowedFiles, type Following } from './followed-files';
import type { PolicySource } from './policy-source';

/** A text that is being read, and what it becomes. */
interface Reading {
  readonly text: string;
  readonly following: Following;
  readonly source: Promise<PolicySource>;
}

/** Who keeps what is read. */
export interface ReadSources {
  known(uri: vscode.Uri): PolicySource | undefined;
  /** The latest reading of its file says something new. */
  take(source: PolicySource): void;
  /** What it was read from has changed meanwhile. */
  outdated(uri: vscode.Uri): void;
}

/** Reads sources, each once for each version of it and of the files of its crate that it leads to. */
export class SourceReader {
  /** The latest reading of each source: only that one is kept. */
  readonly #readings = new Map<string, Reading>();
  /** By path. */
  readonly #followed = new FollowedFiles();

  constructor(
    private readonly sources: ReadSources,
    /** What reads them, which is loaded for the first. */
    private readonly reader: () => Promise<CrateReader>,
  ) {}

  read(uri: vscode.Uri, text: string): Promise<PolicySource> {
    const known = this.#known(uri, text);
    if (known && !this.#followed.isStale(uri.fsPath)) return Promise.resolve(known);
    const underWay = this.#readings.get(uri.toString());
    if (underWay?.text === text && underWay.following.touched.size === 0) return underWay.source;
    const following = this.#followed.begin(uri.fsPath);
    const source = this.#readAnew(uri, text, following);
    this.#readings.set(uri.toString(), { text, following, source });
    return source;
  }

  /** What is being read of it is not kept. @param key the source's URI as text */
  drop(key: string): void {
    this.#readings.delete(key);
  }

  /** A file or folder is different, is new or is gone. @returns the paths of sources to be read again */
  touch(path: string): readonly string[] {
    return this.#followed.touch(path);
  }

  /** What is around a source may be different. */
  doubt({ fsPath }: vscode.Uri): void {
    this.#followed.doubt(fsPath);
  }

  /** It is no source any more. */
  forget({ fsPath }: vscode.Uri): void {
    this.#followed.forget(fsPath);
  }

  async #readAnew(uri: vscode.Uri, text: string, following: Following): Promise<PolicySource> {
    try {
      const known = this.sources.known(uri);
      const reader = await this.reader();
      const source = await reader.read(uri, text, following.looked, this.#known);
      const latest = this.#readings.get(uri.toString());
      if (latest?.following !== following) {
        // That one is kept, and who waits for what is known waits for it; a file that is gone has none.
        await latest?.source;
        return source;
      }
      this.#followed.end(following);
      if (this.#followed.isStale(uri.fsPath)) this.sources.outdated(uri);
      if (source !== known) this.sources.take(source);
      return source;
    } finally {
      this.#followed.abandon(following);
      if (this.#readings.get(uri.toString())?.following === following) this.drop(uri.toString());
    }
  }

  readonly #known = (uri: vscode.Uri, text: string): PolicySource | null => {
    const known = this.sources.known(uri);
    return known?.policy.text === text ? known : null;
  };
}
