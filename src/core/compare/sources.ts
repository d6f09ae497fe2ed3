import type { Arch } from '../abi/types';
import type { Policy } from '../policy/model';
import type { RustParser } from '../policy/parser';
import { readPolicy } from '../policy/read';
import { comparePolicies, type Change } from './compare';
import { isSameCode } from './same-code';
import { archesOf } from './target';

/** What it means in force that one text of a Rust source becomes another. */
export function compareSources(parser: RustParser, before: string, after: string): Change[] {
  // Two texts that differ in comments and blanks mean the same, also where they are not understood.
  if (isSameCode(parser, before, after)) return [];
  const first = [before, after].map((text) => readPolicy(parser, text, 'x86_64'));
  const arches = archesOf(first.flatMap(cfgsOf));
  const [was, is] = [before, after].map((text, at) => {
    const read = (arch: Arch): Policy =>
      (arch === 'x86_64' ? first[at] : undefined) ?? readPolicy(parser, text, arch);
    return new Map(arches.map((arch) => [arch, read(arch)] as const));
  });
  return was && is ? comparePolicies(was, is) : [];
}

/** Every predicate of a source. */
function cfgsOf({ lists, filters, ruleSets, constants }: Policy): string[] {
  const rules = [...lists.flatMap(({ entries }) => entries), ...ruleSets].flatMap(
    (holder) => holder.rules ?? [],
  );
  const entries = lists.flatMap((list) => list.entries);
  const all = [...lists, ...filters, ...ruleSets, ...constants, ...entries, ...rules];
  return all.map(({ cfg }) => cfg).filter((cfg) => cfg !== null);
}
