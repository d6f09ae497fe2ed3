import type { Arch } from '../core/abi/types';
import type { ReadTree } from '../core/plan/plan-all';
import type { Allowlist } from '../core/policy/allowlist';
import type { Policy } from '../core/policy/model';
import type { RustParser } from '../core/policy/parser';
import type { Crate } from '../core/policy/crate';
import { SourceTree } from '../core/policy/source-tree';
import { readCrateAround } from '../host/crate-files';
import { withUsers } from '../host/crate-users';

/** Reads each file of a tree once. */
export function readerOfTrees(parser: RustParser): ReadTree {
  const known = new WeakMap<SourceTree, Map<string, Policy | null>>();
  return (tree, file, arch) => {
    const policies = known.get(tree) ?? new Map<string, Policy | null>();
    known.set(tree, policies);
    const key = `${arch} ${tree.isOwn(file) ? '' : file}`;
    const before = policies.get(key);
    if (before !== undefined) return before;
    const policy = tree.read(parser, file, arch);
    policies.set(key, policy);
    return policy;
  };
}

/**
 * A source with the files of its crate: of one that holds rules alone, or a list of which it makes no
 * filter, also those that take them.
 * @param known what is around it, where that was looked for already
 */
export async function treeOf(
  source: string,
  text: string,
  read: ReadTree,
  arch: Arch,
  known?: Crate,
): Promise<SourceTree> {
  const crate = known ?? (await readCrateAround(source, text));
  const tree = new SourceTree(source, text, crate);
  const policy = read(tree, null, arch);
  if (!policy || (!holdsRulesAlone(policy) && policy.lists.every(isTold))) return tree;
  return new SourceTree(source, text, await withUsers(source, text, crate));
}

/** The same tree with the files that use what its files have; null where there are none. */
export async function treeWithUsers({ path, text, crate }: SourceTree): Promise<SourceTree | null> {
  const { files } = crate;
  const all = [text, ...files.map((file) => file.text)].join('\n');
  const wider = await withUsers(path, all, crate);
  return wider.files.length > files.length ? new SourceTree(path, text, wider) : null;
}

/** Whether it is known what becomes of its calls: only a filter tells that. */
function isTold({ polarity }: Allowlist): boolean {
  return polarity !== 'unknown';
}

function holdsRulesAlone({ lists, elsewhere, ruleSets }: Policy): boolean {
  return lists.length + elsewhere.length === 0 && ruleSets.length > 0;
}
