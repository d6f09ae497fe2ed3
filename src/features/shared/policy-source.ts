import type * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import type { PlanOptions } from '../../core/plan/options';
import { optionsIn, type ReadTree } from '../../core/plan/plan-all';
import type { Format } from '../../core/plan/width';
import type { Policy } from '../../core/policy/model';
import type { RustParser } from '../../core/policy/parser';
import type { SourceTree } from '../../core/policy/source-tree';

/** A Rust source of the workspace, or an open JSON file, that holds an allowlist or a filter. */
export interface PolicySource {
  readonly uri: vscode.Uri;
  readonly policy: Policy;
  /** How wide rustfmt lets its lines be; its defaults where absent. */
  readonly format?: Format;
  readonly crate: ReadCrate;
}

/** Gives the source that is known by now of a file, where it says just this. */
export type FindSource = (uri: vscode.Uri, text: string) => PolicySource | null;

/** One version of a source and of the files of its crate that it was read with. */
export class ReadCrate {
  readonly #policies = new Map<string, Policy | null>();
  /** Of files that are no sources by themselves, such as one of constants. */
  readonly #sources = new Map<string, PolicySource>();

  constructor(
    readonly tree: SourceTree,
    /** By the names that the tree has for its files. */
    readonly uris: ReadonlyMap<string, vscode.Uri>,
    private readonly parser: RustParser,
    private readonly arch: Arch,
    private readonly find: FindSource,
  ) {}

  /** Reads a file of any version of the tree; of this version once for an architecture. */
  readonly read: ReadTree = (tree, file, arch) => {
    if (tree !== this.tree) return tree.read(this.parser, file, arch);
    const key = `${arch} ${tree.isOwn(file) ? '' : file}`;
    const known = this.#policies.get(key);
    if (known !== undefined) return known;
    const policy = tree.read(this.parser, file, arch);
    this.#policies.set(key, policy);
    return policy;
  };

  /** The file that a name of a plan means, as a source; null for one that is not of this crate. */
  sourceOf(file: string): PolicySource | null {
    const uri = this.uris.get(file);
    const text = this.tree.textOf(file);
    if (!uri || text === null) return null;
    const known = this.find(uri, text) ?? this.#sources.get(file);
    if (known) return known;
    const policy = this.read(this.tree, file, this.arch);
    const source = policy && { uri, policy, crate: this };
    if (source) this.#sources.set(file, source);
    return source;
  }
}

/** The options of a plan for a source: how its lines are laid out, and what else may be changed. */
export function optionsFor(
  { crate, format }: PolicySource,
  arch: Arch,
  asked: PlanOptions = {},
): PlanOptions {
  return optionsIn(crate.read, crate.tree, arch, format ? { ...asked, format } : asked);
}
