/** Constants out of the libc crate as one Rust target sees them. */
import path from 'node:path';
import { cfgOfTarget } from './rust-cfg';
import { readItems, type ConstItem } from './rust-items';

/** All constants at module level that exist for a target, by name. */
export function libcConstants(crateFolder: string, triple: string): Map<string, ConstItem> {
  const root = path.join(crateFolder, 'src', 'lib.rs');
  const items = readItems(root, cfgOfTarget(triple, ['std']));
  return new Map(items.flatMap((item) => (item.kind === 'const' ? [[item.name, item]] : [])));
}

/**
 * The value of a constant whose expression is a number, another constant, or a sum of these.
 * @returns null for any other expression.
 */
export function constValue(
  constants: ReadonlyMap<string, ConstItem>,
  expression: string,
): number | null {
  let sum = 0;
  for (const term of expression.split(' + ')) {
    const named = constants.get(term);
    const value = named === undefined ? literal(term) : constValue(constants, named.value);
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

function literal(text: string): number | null {
  const digits = text.replaceAll('_', '');
  return /^(0x[0-9a-fA-F]+|\d+)$/.test(digits) ? Number(digits) : null;
}
