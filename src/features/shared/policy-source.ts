import type * as vscode from 'vscode';
import type { Arch } from '../../core/abi/types';
import type { PlanOptions } from '../../core/plan/options';
import type { ReadTree } from '../../core/plan/plan-all';
import type { Format } from '../../core/plan/width';
import type { Policy } from '../../core/policy/model';
import type { SourceTree } from '../../core/policy/source-tree';
import type { Questions } from './questions';

/** What a source says, before it is known where it is no Rust. */
export type UncheckedPolicy = Omit<Policy, 'problems' | 'obstacles'>;

/** A Rust source of the workspace, or an open JSON file, that holds an allowlist or a filter. */
export interface PolicySource {
  readonly uri: vscode.Uri;
  readonly policy: Policy;
  /** How wide rustfmt lets its lines be; its defaults where absent. */
  readonly format?: Format;
  readonly crate: CrateOfSource;
  readonly ask: Questions;
}

/** One version of a source and of the files of its crate that it was read with. */
export interface CrateOfSource {
  readonly tree: SourceTree;
  /** By the names that the tree has for its files. */
  readonly uris: ReadonlyMap<string, vscode.Uri>;
  /** Reads a file of any version of the tree; of this version once for an architecture. */
  readonly read: ReadTree;
  /** The file that a name of a plan means, as a source; null for one that is not of this crate. */
  sourceOf(file: string): PolicySource | null;
}

/** The options of a plan for a source: how its lines are laid out, and what else may be changed. */
export function optionsFor(
  { crate, format, ask }: PolicySource,
  arch: Arch,
  asked: PlanOptions = {},
): PlanOptions {
  return ask.optionsIn(crate.read, crate.tree, arch, format ? { ...asked, format } : asked);
}
