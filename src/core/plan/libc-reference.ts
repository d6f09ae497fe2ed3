import type { Condition } from '../policy/entry';
import type { Import, Policy } from '../policy/model';
import { addImport } from './imports';
import type { Page } from './page';
import type { Reference } from './reference';

/** Names of requests that the `libc` crate has beside linux-raw-sys' (its `src/unix/linux_like`). */
const IN_LIBC = /^(?:TC[GSXF]|TIO|FIO)/;

/** A neighbour that takes its request from libc, where libc has the one that is wanted too. */
export function libcNeighbour(
  policy: Policy,
  neighbours: readonly Condition[],
  name: string,
): Condition | null {
  if (!IN_LIBC.test(name)) return null;
  const fromLibc = (one: Condition): boolean =>
    one.path?.[0] === 'libc' || importOf(policy, one) !== null || isGlobbed(policy, one);
  return neighbours.findLast(fromLibc) ?? null;
}

/** `libc::NAME`, or the name alone where the neighbour's is imported, with the import that it takes. */
export function libcReference(
  page: Page,
  policy: Policy,
  neighbour: Condition,
  name: string,
): Reference {
  const full = { text: `libc::${name}`, edits: [] };
  const beside = importOf(policy, neighbour);
  if (!beside) return isGlobbed(policy, neighbour) ? { text: name, edits: [] } : full;
  if (policy.imports.some((item) => item.name === name && isLibc(item))) {
    return { text: name, edits: [] };
  }
  const edit = addImport(page, policy, beside, name);
  return edit ? { text: name, edits: [edit] } : full;
}

/** The `use libc::…` by which a value is named alone. */
function importOf({ imports }: Policy, { path }: Condition): Import | null {
  const alone = path?.length === 1 ? path[0] : undefined;
  return imports.find((item) => item.name === alone && isLibc(item)) ?? null;
}

/** Whether a value is named alone by a `use libc::*`. */
function isGlobbed({ imports, constants }: Policy, { path, name }: Condition): boolean {
  const isOwn = constants.some((constant) => constant.name === name);
  const isAlone = path?.length === 1 && name !== null && IN_LIBC.test(name);
  return isAlone && !isOwn && imports.some((item) => item.name === '*' && isLibc(item));
}

function isLibc({ path }: Import): boolean {
  return path.at(-1) === 'libc';
}
