import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import { NO_CRATE } from '../../core/policy/crate';
import type { RustParser } from '../../core/policy/parser';
import type { Policy } from '../../core/policy/model';
import { readPolicy } from '../../core/policy/read';
import { SourceTree } from '../../core/policy/source-tree';
import { readRegular } from '../../host/regular-file';
import { loadRustParser } from '../../host/rust-parser';
import { type CrateAround, crateAroundSource, fileName } from './crate-around';
import { Disposable } from './disposable';
import { FollowedFiles, type Following } from './followed-files';
import { Formats } from './formats';
import { isUnder } from './inside';
import { Limit } from './limit';
import { type PolicySource, ReadCrate } from './policy-source';
import { Throttle } from './throttle';

/** One look at a file; `over` when it has been read or could not be. */
interface Look {
  over: Promise<void>;
}

/** Build output and dependencies hold copies that nobody edits. */
const NOT_SOURCES = ['target', 'node_modules', '.git'];
/** A file without one of these can hold no filter; cheaper to ask than a parse. */
const NEEDLES = ['SYS_', 'SeccompFilter', 'seccompiler', 'UninitializedSandbox'];
/** What only JSON about a filter has: profiles, and both ages of seccompiler's form. */
const JSON_NEEDLES = ['"defaultAction"', '"mismatch_action"', '"default_action"'];
/** A file with one of these is about a filter, also where none can be read in it. */
const FILTER_NEEDLES = ['SeccompFilter', 'seccompiler', ...JSON_NEEDLES];
/** Whose coming and going moves the folder that a crate's paths begin at. */
const CRATE_ROOT = /(?:^|[\\/])(?:main|lib)\.rs$/;
const READ_AT_ONCE = 16;
/** No source is near this. */
const MAX_BYTES = 16 * 1024 * 1024;
const NO_FILES: CrateAround = { ...NO_CRATE, uris: new Map() };
const TYPING_MS = 150;
const ANNOUNCE_MS = 50;

/** A text that is being read, and what it becomes. */
interface Reading {
  readonly text: string;
  readonly following: Following;
  readonly source: Promise<PolicySource>;
}

/**
 * The policies of the workspace's Rust sources, each read once for each version of it and of the files
 * of its crate that it leads to.
 */
export class PolicyStore extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #sources = new Map<string, PolicySource>();
  /** `#sources` by path, until they change. */
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
      for (const uri of this.#edited.values()) void this.#refresh(uri);
      this.#edited.clear();
    }, TYPING_MS),
  );
  /** The latest look at each file, also where it was found gone: only that one counts. */
  readonly #looks = new Map<string, Look>();
  /** Those that are being looked at. */
  readonly #busy = new Set<string>();
  /** The latest reading of each source: only that one is kept. */
  readonly #readings = new Map<string, Reading>();
  /** By path. */
  readonly #followed = new FollowedFiles();
  /** A checkout tells of thousands of files at once, and a process may hold few open. */
  readonly #files = new Limit(READ_AT_ONCE);
  #parser: Promise<RustParser> | undefined;
  #search: Promise<void> | undefined;

  /** Some source's policy is different, has come or has gone. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly wasmFolder: string,
    private readonly arch: () => Arch,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.register(this.#formats.onDidChange(() => void this.#reformat()));
    const watcher = this.register(
      vscode.workspace.createFileSystemWatcher('**/*.rs', false, false, true),
    );
    const reread = (uri: vscode.Uri) => void this.#refresh(uri);
    watcher.onDidCreate((uri) => {
      this.#touch(uri, true);
      reread(uri);
    });
    watcher.onDidChange((uri) => {
      this.#touch(uri);
      reread(uri);
    });
    // Of all files: where a folder is gone, the editor tells of nothing that was in it.
    const everything = this.register(vscode.workspace.createFileSystemWatcher('**', true, true));
    everything.onDidDelete((uri) => {
      this.#findGone(uri);
    });
    this.register(
      // What the editor deletes it tells of also where it can watch nothing.
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#findGone(uri);
      }),
    );
    this.register(
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (isSource(document)) reread(document.uri);
      }),
    );
    this.register(
      // A JSON file is looked at as long as it is open: the workspace is not searched for them.
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (isJson(document)) this.#findGone(document.uri);
        // What was not saved counts no longer.
        else if (isSource(document)) this.#touch(document.uri);
      }),
    );
    this.register(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!isSource(document)) return;
        this.#touch(document.uri);
        this.#rereadSoon(document.uri);
      }),
    );
  }

  /** The sources read so far, by path. */
  get sources(): readonly PolicySource[] {
    this.#sorted ??= [...this.#sources.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
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
    for (const { uri } of this.sources) this.#followed.doubt(uri.fsPath);
    return this.discover();
  }

  /** What this version of `document` says; the same object until the text changes. */
  async read(document: vscode.TextDocument): Promise<Policy> {
    return (await this.readSource(document)).policy;
  }

  /** The same, with all that a remedy is computed from. */
  readSource(document: vscode.TextDocument): Promise<PolicySource> {
    return this.#read(document.uri, document.getText());
  }

  async #discover(): Promise<void> {
    const before = this.sources.map(({ uri }) => ({ uri, look: this.#lookAt(uri) }));
    const pattern = vscode.workspace.getConfiguration('seccompLens').get('sources', '**/*.rs');
    const found = await vscode.workspace.findFiles(pattern, `**/{${NOT_SOURCES.join(',')}}/**`);
    const open = vscode.workspace.textDocuments.filter(isSource).map(({ uri }) => uri);
    const files = new Map([...found, ...open].map((uri) => [uri.toString(), uri]));
    for (const { uri, look } of before) {
      // What was looked at since may be newer than what was found.
      if (!files.has(uri.toString()) && this.#lookAt(uri) === look) this.#forget(uri.toString());
    }
    await Promise.all([...files.values()].map((uri) => this.#refresh(uri)));
    this.log.info(`${files.size} Rust sources searched, ${this.#sources.size} hold a filter`);
  }

  /** Comes back when the latest look at the file is over, this one or one that has begun since. */
  async #refresh(uri: vscode.Uri): Promise<void> {
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

  async #lookInto(uri: vscode.Uri, isLatest: () => boolean): Promise<void> {
    try {
      const text = await this.#currentText(uri);
      if (!isLatest()) return;
      if (!hasNeedle(uri, text)) {
        this.#forget(uri.toString());
        return;
      }
      await this.#read(uri, text);
    } catch (error) {
      if (!isLatest()) return;
      this.log.warn(`${uri.fsPath} was not read: ${String(error)}`);
      this.#forget(uri.toString());
    }
  }

  #lookAt(uri: vscode.Uri): Look | undefined {
    return this.#looks.get(uri.toString());
  }

  /** @param gone a file, or a folder with all that was in it */
  #findGone(gone: vscode.Uri): void {
    this.#touch(gone, true);
    const key = gone.toString();
    // A checkout takes away thousands: no look at all files that ever were for each of them.
    for (const each of [...this.#sources.keys(), ...this.#busy]) {
      if (each !== key && !each.startsWith(`${key}/`)) continue;
      this.#looks.set(each, { over: Promise.resolve() });
      this.#readings.delete(each);
      this.#forget(each);
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

  #read(uri: vscode.Uri, text: string): Promise<PolicySource> {
    const known = this.#sources.get(uri.toString());
    const isKnown = known?.policy.text === text;
    if (isKnown && !this.#followed.isStale(uri.fsPath)) return Promise.resolve(known);
    const underWay = this.#readings.get(uri.toString());
    if (underWay?.text === text && underWay.following.touched.size === 0) return underWay.source;
    const following = this.#followed.begin(uri.fsPath);
    const source = this.#readAnew(uri, text, following);
    this.#readings.set(uri.toString(), { text, following, source });
    return source;
  }

  async #readAnew(uri: vscode.Uri, text: string, following: Following): Promise<PolicySource> {
    try {
      const known = this.#sources.get(uri.toString());
      const source = await this.#readWithCrate(uri, text, following);
      const latest = this.#readings.get(uri.toString());
      if (latest?.following !== following) {
        // That one is kept, and who waits for what is known waits for it; a file that is gone has none.
        await latest?.source;
        return source;
      }
      this.#followed.end(following);
      if (this.#followed.isStale(uri.fsPath)) this.#rereadSoon(uri);
      if (source === known) return source;
      if (isWorthShowing(source.policy)) {
        this.#set(source);
        this.#announce.request();
      } else this.#forget(uri.toString());
      return source;
    } finally {
      this.#followed.abandon(following);
      if (this.#readings.get(uri.toString())?.following === following) {
        this.#readings.delete(uri.toString());
      }
    }
  }

  /** The same object as before where nothing that it was read from is different. */
  async #readWithCrate(
    uri: vscode.Uri,
    text: string,
    { looked }: Following,
  ): Promise<PolicySource> {
    const parser = await this.rustParser();
    const known = this.#sources.get(uri.toString());
    const alone =
      known?.policy.text === text ? known.policy : readPolicy(parser, text, this.arch());
    const around = isPartOfFilter(alone)
      ? await crateAroundSource(uri, text, (path) => looked.add(path))
      : NO_FILES;
    const tree = new SourceTree(fileName(uri), text, around);
    if (known?.crate.tree.isSame(tree)) return known;
    const format = await this.#formats.of(uri);
    const crate = new ReadCrate(tree, around.uris, parser, this.arch(), this.#known);
    const policy =
      around.files.length > 0 || alone === known?.policy
        ? readPolicy(parser, text, this.arch(), around)
        : alone;
    return { uri, policy, format, crate };
  }

  readonly #known = (uri: vscode.Uri, text: string): PolicySource | null => {
    const known = this.#sources.get(uri.toString());
    return known?.policy.text === text ? known : null;
  };

  /** Reads the sources again that the file is a part of. */
  #touch({ fsPath }: vscode.Uri, hasComeOrGone = false): void {
    for (const follower of this.#followed.touch(fsPath)) {
      if (follower !== fsPath) this.#rereadSoon(vscode.Uri.file(follower));
    }
    if (!hasComeOrGone || !CRATE_ROOT.test(fsPath)) return;
    for (const { uri } of this.sources) {
      if (!isUnder(uri.fsPath, path.dirname(fsPath))) continue;
      this.#followed.doubt(uri.fsPath);
      this.#rereadSoon(uri);
    }
  }

  #rereadSoon(uri: vscode.Uri): void {
    this.#edited.set(uri.toString(), uri);
    this.#reread.request();
  }

  /** The texts say what they said, but a remedy may be laid out another way. */
  async #reformat(): Promise<void> {
    for (const { uri } of this.sources) {
      const format = await this.#formats.of(uri);
      const known = this.#sources.get(uri.toString());
      if (known) this.#set({ ...known, format });
    }
    this.#announce.request();
  }

  #set(source: PolicySource): void {
    this.#sources.set(source.uri.toString(), source);
    this.#sorted = null;
  }

  /** @param key the source's URI as text */
  #forget(key: string): void {
    this.#followed.forget(vscode.Uri.parse(key).fsPath);
    if (!this.#sources.delete(key)) return;
    this.#sorted = null;
    this.#announce.request();
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
}

/** Whether it is worth a parse: cheap to ask. */
export function mayHoldFilter(document: vscode.TextDocument): boolean {
  return isSource(document) && hasNeedle(document.uri, document.getText());
}

function hasNeedle({ path }: vscode.Uri, text: string): boolean {
  const needles = path.endsWith('.rs') ? NEEDLES : [...NEEDLES, ...JSON_NEEDLES];
  return needles.some((needle) => text.includes(needle));
}

function isSource(document: vscode.TextDocument): boolean {
  const isRust = document.languageId === 'rust' && document.uri.scheme === 'file';
  return isRust || isJson(document);
}

function isJson({ languageId, uri }: vscode.TextDocument): boolean {
  return (languageId === 'json' || languageId === 'jsonc') && uri.scheme === 'file';
}

/** Under a folder of the workspace that holds no sources. */
function isCopy(uri: vscode.Uri): boolean {
  const folders = vscode.workspace.asRelativePath(uri).split('/');
  return NOT_SOURCES.some((name) => folders.includes(name));
}

/** Whether other files may have something to say about it, or it about them. */
function isPartOfFilter({ dialect, lists, filters, ruleSets }: Policy): boolean {
  return dialect === 'rust' && [lists, filters, ruleSets].some((some) => some.length > 0);
}

/** Holds a filter or a part of one, or should, and cannot be read. */
function isWorthShowing(policy: Policy): boolean {
  const { text, lists, filters, ruleSets, problems, registrations } = policy;
  if ([lists, filters, ruleSets, registrations].some((some) => some.length > 0)) return true;
  return problems.length > 0 && FILTER_NEEDLES.some((needle) => text.includes(needle));
}
