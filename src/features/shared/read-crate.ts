import type * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import type { ReadTree } from '../../core/plan/plan-all';
import type { Policy } from '../../core/policy/model';
import type { RustSyntax } from '../../core/policy/parser';
import type { SourceTree } from '../../core/policy/source-tree';
import type { CrateOfSource, PolicySource } from './policy-source';
import { questions } from './questions';

/** Gives the source that is known by now of a file, where it says just this. */
export type FindSource = (uri: vscode.Uri, text: string) => PolicySource | null;

export class ReadCrate implements CrateOfSource {
  readonly #policies = new Map<string, Policy | null>();
  /** Of files that are no sources by themselves, such as one of constants. */
  readonly #sources = new Map<string, PolicySource>();

  constructor(
    readonly tree: SourceTree,
    readonly uris: ReadonlyMap<string, vscode.Uri>,
    private readonly parser: RustSyntax,
    private readonly arch: Arch,
    private readonly find: FindSource,
  ) {}

  readonly read: ReadTree = (tree, file, arch) => {
    if (tree !== this.tree) return tree.read(this.parser, file, arch);
    const key = `${arch} ${tree.isOwn(file) ? '' : file}`;
    const known = this.#policies.get(key);
    if (known !== undefined) return known;
    const policy = tree.read(this.parser, file, arch);
    this.#policies.set(key, policy);
    return policy;
  };

  sourceOf(file: string): PolicySource | null {
    const uri = this.uris.get(file);
    const text = this.tree.textOf(file);
    if (!uri || text === null) return null;
    const known = this.find(uri, text) ?? this.#sources.get(file);
    if (known) return known;
    const policy = this.read(this.tree, file, this.arch);
    const source = policy && { uri, policy, crate: this, ask: questions };
    if (source) this.#sources.set(file, source);
    return source;
  }
}
