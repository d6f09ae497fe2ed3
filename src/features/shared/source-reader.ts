import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import { NO_CRATE } from '../../core/policy/crate';
import type { RustParser } from '../../core/policy/parser';
import type { Policy } from '../../core/policy/model';
import { RecentReadings } from '../../core/policy/recent-readings';
import { SourceTree } from '../../core/policy/source-tree';
import { type CrateAround, crateAroundSource, fileName } from './crate-around';
import { FollowedFiles, type Following } from './followed-files';
import type { Formats } from './formats';
import { type PolicySource, ReadCrate } from './policy-source';
import { isPartOfFilter } from './source-kinds';

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

const NO_FILES: CrateAround = { ...NO_CRATE, uris: new Map() };

/** Reads sources, each once for each version of it and of the files of its crate that it leads to. */
export class SourceReader {
  /** The latest reading of each source: only that one is kept. */
  readonly #readings = new Map<string, Reading>();
  /** By path. */
  readonly #followed = new FollowedFiles();
  #recent: RecentReadings | undefined;

  constructor(
    private readonly sources: ReadSources,
    private readonly formats: Formats,
    private readonly parser: () => Promise<RustParser>,
    private readonly arch: () => Arch,
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
      const source = await this.#readWithCrate(uri, text, following);
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

  /** The same object as before where nothing that it was read from is different. */
  async #readWithCrate(
    uri: vscode.Uri,
    text: string,
    { looked }: Following,
  ): Promise<PolicySource> {
    const parser = await this.parser();
    const recent = (this.#recent ??= new RecentReadings(parser));
    const arch = this.arch();
    const known = this.#known(uri, text);
    const alone = known?.policy ?? (await inTurns(recent.readInSteps(text, arch)));
    const around = isPartOfFilter(alone)
      ? await crateAroundSource(uri, text, (path) => looked.add(path))
      : NO_FILES;
    const tree = new SourceTree(fileName(uri), text, around);
    if (known?.crate.tree.isSame(tree)) return known;
    const format = await this.formats.of(uri);
    const crate = new ReadCrate(tree, around.uris, parser, arch, this.#known);
    const policy =
      around.files.length > 0 || alone === known?.policy
        ? await inTurns(recent.readInSteps(text, arch, around))
        : alone;
    return { uri, policy, format, crate };
  }

  readonly #known = (uri: vscode.Uri, text: string): PolicySource | null => {
    const known = this.sources.known(uri);
    return known?.policy.text === text ? known : null;
  };
}

/** Leaves a turn of the event loop to others after each step. */
async function inTurns(steps: Generator<void, Policy>): Promise<Policy> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}
