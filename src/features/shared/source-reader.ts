import type * as vscode from 'vscode';
import type { CrateReader } from './crate-reader';
import { FollowedFiles, type Following } from './followed-files';
import type { PolicySource, UncheckedPolicy } from './policy-source';

/** A text that is being read, and what it becomes. */
interface Reading {
  readonly text: string;
  readonly following: Following;
  /** There before the parser is, which tells errors. */
  readonly unchecked: Promise<UncheckedPolicy>;
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

  async read(uri: vscode.Uri, text: string): Promise<PolicySource> {
    return this.#current(uri, text) ?? this.#reading(uri, text).source;
  }

  async readUnchecked(uri: vscode.Uri, text: string): Promise<UncheckedPolicy> {
    return this.#current(uri, text)?.policy ?? this.#reading(uri, text).unchecked;
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

  /** The one under way, else a new one. */
  #reading(uri: vscode.Uri, text: string): Reading {
    const underWay = this.#readings.get(uri.toString());
    if (underWay?.text === text && underWay.following.touched.size === 0) return underWay;
    const following = this.#followed.begin(uri.fsPath);
    const read = this.reader().then((reader) => reader.read(uri, text, following, this.#known));
    const reading: Reading = {
      text,
      following,
      unchecked: read.then(({ policy }) => policy),
      source: this.#checked(uri, read, following),
    };
    // Who waits for one of them is told what failed.
    for (const each of [reading.unchecked, reading.source]) each.catch(() => undefined);
    this.#readings.set(uri.toString(), reading);
    return reading;
  }

  async #checked(
    uri: vscode.Uri,
    read: Promise<PolicySource>,
    following: Following,
  ): Promise<PolicySource> {
    try {
      const known = this.sources.known(uri);
      const source = await read;
      await (await this.reader()).check(source);
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

  /** null where it has to be read. */
  #current(uri: vscode.Uri, text: string): PolicySource | null {
    return this.#followed.isStale(uri.fsPath) ? null : this.#known(uri, text);
  }

  readonly #known = (uri: vscode.Uri, text: string): PolicySource | null => {
    const known = this.sources.known(uri);
    return known?.policy.text === text ? known : null;
  };
}
