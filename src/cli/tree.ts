import type { Arch } from '../core/abi/types';
import type { Policy } from '../core/policy/model';
import type { RustParser } from '../core/policy/parser';
import { SourceTree } from '../core/policy/source-tree';
import { readCrateAround } from '../host/crate-files';
import { withUsers } from '../host/crate-users';

/** A source with the files of its crate: of one that holds rules alone, also those that take them. */
export async function treeOf(
  source: string,
  text: string,
  parser: RustParser,
  arch: Arch,
): Promise<SourceTree> {
  const crate = await readCrateAround(source, text);
  const tree = new SourceTree(source, text, crate);
  const policy = tree.read(parser, null, arch);
  if (!policy || !holdsRulesAlone(policy)) return tree;
  return new SourceTree(source, text, await withUsers(source, text, crate));
}

function holdsRulesAlone({ lists, elsewhere, ruleSets }: Policy): boolean {
  return lists.length + elsewhere.length === 0 && ruleSets.length > 0;
}
