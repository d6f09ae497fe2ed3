import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import type { RustParser } from '../../core/policy/parser';
import { loadRustParser } from '../../host/rust-parser';
import type { CrateReader } from './crate-reader';
import { Disposable } from './disposable';
import { Formats } from './formats';
import { isUnder, reached } from './inside';
import { onePathEach } from './one-path';
import type { PolicySource, UncheckedPolicy } from './policy-source';
import { SourceEvents } from './source-events';
import { findSources, isWorthShowing } from './source-kinds';
import { SourceLooks } from './source-looks';
import { SourceReader } from './source-reader';
import { Throttle } from './throttle';
import type { Turns } from './turns';

/** Whose coming and going moves the folder that a crate's paths begin at. */
const CRATE_ROOT = /(?:^|[\\/])(?:main|lib)\.rs$/;
const TYPING_MS = 150;
const ANNOUNCE_MS = 50;

/** The policies of the workspace's Rust sources, and of JSON files that are open. */
export class PolicyStore extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #sources = new Map<string, PolicySource>();
  /** Where the links in their paths lead. */
  readonly #reals = new Map<string, string>();
  /** `#sources` by path, each file once, until they change. */
  #sorted: readonly PolicySource[] | null = null;
  readonly #formats = this.register(new Formats());
  readonly #announce = this.register(
    new Throttle(() => {
      this.#changed.fire();
    }, ANNOUNCE_MS),
  );
  readonly #edited = new Map<string, vscode.Uri>();
  readonly #reread = this.register(
    new Throttle(() => {
      for (const uri of this.#edited.values()) void this.#looks.look(uri);
      this.#edited.clear();
    }, TYPING_MS),
  );
  readonly #reader: SourceReader;
  readonly #looks: SourceLooks;
  #parser: Promise<RustParser> | undefined;
  readonly #crateReader: () => Promise<CrateReader>;
  #crates: Promise<CrateReader> | undefined;
  #search: Promise<void> | undefined;

  /** Some source's policy is different, has come or has gone. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly wasmFolder: string,
    arch: () => Arch,
    private readonly log: vscode.LogOutputChannel,
    private readonly turns: Turns,
  ) {
    super();
    this.#crateReader = () => (this.#crates ??= this.#loadReader(arch));
    this.#reader = new SourceReader(
      {
        known: (uri) => this.#sources.get(uri.toString()),
        take: (source) => {
          this.#take(source);
        },
        outdated: (uri) => {
          this.#rereadSoon(uri);
        },
      },
      this.#crateReader,
    );
    this.#looks = new SourceLooks({
      read: async (uri, text) => {
        const real = await reached(uri.fsPath);
        this.#reals.set(uri.toString(), real);
        this.#sorted = null;
        await this.#reader.read(uri, text);
      },
      lacks: (uri) => {
        this.#forget(uri.toString());
      },
      failed: (uri, error) => {
        log.warn(`${uri.fsPath} was not read: ${String(error)}`);
        this.#forget(uri.toString());
      },
    });
    this.register(this.#formats.onDidChange(() => void this.#reformat()));
    this.register(
      new SourceEvents({
        onWritten: (uri, isNew) => {
          this.#touch(uri, isNew);
          void this.#looks.look(uri);
        },
        onGone: (uri) => {
          this.#findGone(uri);
        },
        onOpened: (uri) => void this.#looks.look(uri),
        onTyped: (uri) => {
          this.#sorted = null;
          this.#touch(uri);
          this.#rereadSoon(uri);
        },
        onClosed: (uri) => {
          this.#touch(uri);
        },
      }),
    );
  }

  /** The sources read so far, by path; a file that several paths lead to is one. */
  get sources(): readonly PolicySource[] {
    this.#sorted ??= onePathEach(
      [...this.#sources.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1)),
      this.#reals,
    );
    return this.#sorted;
  }

  /** Looks through the workspace once; later calls wait for the same search. */
  discover(): Promise<void> {
    this.#search ??= this.#discover();
    return this.#search;
  }

  /** Looks through the workspace again; what is known stays until it is known better. */
  rescan(): Promise<void> {
    this.#search = undefined;
    for (const { uri } of this.#sources.values()) this.#reader.doubt(uri);
    return this.discover();
  }

  /** Loads what reads sources and rehearses it, so that the first of them waits for less. */
  async prepare(): Promise<void> {
    await (await this.#crateReader()).rehearse();
  }

  /** What this version of `document` says; the same object until the text changes. */
  read(document: vscode.TextDocument): Promise<UncheckedPolicy> {
    return this.#reader.readUnchecked(document.uri, document.getText());
  }

  /** The same, with all that a remedy is computed from: errors, for which the parser is loaded. */
  readSource(document: vscode.TextDocument): Promise<PolicySource> {
    return this.#reader.read(document.uri, document.getText());
  }

  /** The parser of this window; it is the store's to dispose. */
  rustParser(): Promise<RustParser> {
    this.#parser ??= loadRustParser(this.wasmFolder);
    return this.#parser;
  }

  override dispose(): void {
    super.dispose();
    void this.#parser?.then((parser) => {
      parser.dispose();
    });
  }

  async #loadReader(arch: () => Arch): Promise<CrateReader> {
    // Compiled in one turn of the event loop, run in another: each takes some ten milliseconds.
    await import('../../core/policy/crate');
    await this.turns.next();
    const { CrateReader: Reader } = await import('./crate-reader');
    return new Reader(() => this.rustParser(), this.#formats, arch, this.turns);
  }

  async #discover(): Promise<void> {
    const before = [...this.#sources.values()].map(({ uri }) => ({
      uri,
      look: this.#looks.latest(uri),
    }));
    const files = await findSources(this.turns);
    for (const { uri, look } of before) {
      if (files.some(({ path }) => path === uri.path)) continue;
      // What was looked at since may be newer than what was found.
      if (this.#looks.latest(uri) === look) this.#forget(uri.toString());
    }
    await this.#looks.lookAtAll(files, this.turns);
    this.log.info(`${files.length} Rust sources searched, ${this.#sources.size} hold a filter`);
  }

  /** @param gone a file, or a folder with all that was in it */
  #findGone(gone: vscode.Uri): void {
    this.#touch(gone, true);
    const key = gone.toString();
    // A checkout takes away thousands: no look at all files that ever were for each of them.
    for (const each of [...this.#sources.keys(), ...this.#looks.busy]) {
      if (each !== key && !each.startsWith(`${key}/`)) continue;
      this.#looks.noteGone(each);
      this.#reader.drop(each);
      this.#forget(each);
    }
  }

  /** Reads the sources again that the file is a part of. */
  #touch({ fsPath }: vscode.Uri, hasComeOrGone = false): void {
    for (const follower of this.#reader.touch(fsPath)) {
      if (follower !== fsPath) this.#rereadSoon(vscode.Uri.file(follower));
    }
    if (!hasComeOrGone || !CRATE_ROOT.test(fsPath)) return;
    for (const { uri } of this.#sources.values()) {
      if (!isUnder(uri.fsPath, path.dirname(fsPath))) continue;
      this.#reader.doubt(uri);
      this.#rereadSoon(uri);
    }
  }

  #rereadSoon(uri: vscode.Uri): void {
    this.#edited.set(uri.toString(), uri);
    this.#reread.request();
  }

  /** The texts say what they said, but a remedy may be laid out another way. */
  async #reformat(): Promise<void> {
    for (const { uri } of this.#sources.values()) {
      const format = await this.#formats.of(uri);
      const known = this.#sources.get(uri.toString());
      if (known) this.#set({ ...known, format });
    }
    this.#announce.request();
  }

  #take(source: PolicySource): void {
    if (isWorthShowing(source.policy)) {
      this.#set(source);
      this.#announce.request();
    } else this.#forget(source.uri.toString());
  }

  #set(source: PolicySource): void {
    this.#sources.set(source.uri.toString(), source);
    this.#sorted = null;
  }

  /** @param key the source's URI as text */
  #forget(key: string): void {
    this.#reader.forget(vscode.Uri.parse(key));
    this.#reals.delete(key);
    if (!this.#sources.delete(key)) return;
    this.#sorted = null;
    this.#announce.request();
  }
}
