import type { Condition } from '../policy/entry';
import type { Constant } from '../policy/model';
import { prefixOf, sameDriver } from './family';
import { isBeside } from './new-constant';
import type { Want } from './remedy';

/**
 * The constants among which a new one belongs, in order; null where numbers are written bare.
 * @param usable those that can be named where it is written, and hold there
 */
export function homeOf(
  name: string,
  usable: readonly Constant[],
  neighbours: readonly Condition[],
  want: Want & { readonly request: number },
): readonly Constant[] | null {
  const wanted = { name, value: BigInt(want.request) };
  const kin = usable.filter(
    (one) =>
      isRequest(one) &&
      (sameDriver(want, one, wanted) ||
        (isNamedAfter(one.modules, prefixOf(name)) &&
          sameDriver(want, { ...one, name: null }, wanted))),
  );
  const used = new Set(neighbours.map((one) => one.name));
  const anchor =
    kin.findLast((one) => used.has(one.name)) ??
    kin.at(-1) ??
    namedModule(name, usable) ??
    constantOfNeighbours(usable, neighbours);
  if (!anchor) return null;
  const group = kin.includes(anchor) ? kin : usable.filter((one) => one.type === anchor.type);
  return group.filter((one) => isBeside(one, anchor));
}

/** A module that is named after the request's driver, `mod kvm`, whatever its constants are. */
function namedModule(name: string, usable: readonly Constant[]): Constant | undefined {
  const prefix = prefixOf(name)?.toLowerCase();
  return usable.find((one) => prefix !== undefined && one.modules.at(-1) === prefix);
}

/** Where most neighbours are constants of this file, this one becomes one too. */
function constantOfNeighbours(
  usable: readonly Constant[],
  neighbours: readonly Condition[],
): Constant | undefined {
  const named = neighbours.flatMap(
    (one) => usable.findLast((constant) => constant.name === one.name) ?? [],
  );
  if (named.length * 2 < neighbours.length) return undefined;
  // A module of another driver is no place for it.
  return named.findLast(
    ({ modules, name }) => modules.at(-1) !== prefixOf(name)?.toLowerCase() || modules.length === 0,
  );
}

/** Whether a module has the name of a request's driver: `mod vhost` for `VHOST`. */
export function isNamedAfter(modules: readonly string[], prefix: string | null): boolean {
  return prefix !== null && modules.at(-1) === prefix.toLowerCase();
}

/** Whether a constant can be a request: 32 bits, and not one of the small numbers of everyday. */
function isRequest({ value }: Constant): boolean {
  return value !== null && value > 0xffn && value <= 0xffff_ffffn;
}
