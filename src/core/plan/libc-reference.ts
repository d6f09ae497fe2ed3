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
  if (!beside && !isGlobbed(policy, neighbour)) return full;
  if (meansLibcs(policy, name)) return { text: name, edits: [] };
  const edit = beside && !isGiven(policy, name) ? addImport(page, policy, beside, name) : null;
  return edit ? { text: name, edits: [edit] } : full;
}

/** Whether a word by itself means libc's constant of that name, and nothing that the file calls so. */
export function meansLibcs({ imports, constants }: Policy, word: string): boolean {
  if (constants.some(({ name }) => name === word)) return false;
  const named = imports.filter(({ name }) => name === word);
  if (named.length === 0) return imports.some((item) => item.name === '*' && isLibc(item));
  return named.every((item) => item.target === word && isLibc(item));
}

/** Whether a file calls something by a name, whatever it is. */
function isGiven({ imports, constants }: Policy, word: string): boolean {
  return imports.some(({ name }) => name === word) || constants.some(({ name }) => name === word);
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
