import type { Condition } from '../policy/entry';
import type { Constant, Import, Policy } from '../policy/model';
import type { Holder } from '../policy/places';
import type { TextEdit } from '../text/span';
import { addImport } from './imports';
import type { Page } from './page';

/** How a name is written at a place, and the import that this takes. */
export interface Reference {
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/**
 * How a name is written that is, or will be, declared beside another: as the neighbours write that
 * one, bare where it is in scope, else by its path.
 * @param anchor a constant of the same module and function
 */
export function referenceTo(
  page: Page,
  policy: Policy,
  place: { readonly modules: readonly string[]; readonly holder: Holder | null },
  neighbours: readonly Condition[],
  name: string,
  anchor: Constant,
): Reference {
  const { modules, holder } = place;
  if (anchor.owner) return { text: name, edits: [] };
  const at = policy.constants.filter(
    (one) => one.owner === null && one.modules.join() === anchor.modules.join(),
  );
  const like = neighbours.find((one) => at.some((constant) => constant.name === one.name));
  const prefix = like?.path?.slice(0, -1) ?? [];
  if (prefix.length > 0) return { text: [...prefix, name].join('::'), edits: [] };
  if (anchor.modules.join() === modules.join()) return { text: name, edits: [] };
  const scope = policy.imports.filter(
    (item) =>
      item.modules.join() === modules.join() &&
      (item.owner === null || item.owner.span.start === holder?.span.start),
  );
  const isHome = ({ path }: Import): boolean => path.at(-1) === anchor.modules.at(-1);
  const parent = anchor.modules.join() === modules.slice(0, -1).join();
  const inScope = (item: Import): boolean =>
    item.name === name
      ? isHome(item)
      : item.name === '*' && (isHome(item) || (parent && item.path.join() === 'super'));
  if (scope.some(inScope)) return { text: name, edits: [] };
  const beside = scope.find((item) => isHome(item) && at.some((one) => one.name === item.target));
  if (beside) {
    const edit = addImport(page, policy, beside, name);
    if (edit) return { text: name, edits: [edit] };
    return { text: [...beside.path, name].join('::'), edits: [] };
  }
  return { text: [...relative(modules, anchor.modules), name].join('::'), edits: [] };
}

/** The path from one module to another: `kvm`, `super::kvm`. */
function relative(from: readonly string[], to: readonly string[]): string[] {
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => 'super'), ...to.slice(shared)];
}
