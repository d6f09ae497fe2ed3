import type { Arch } from '../abi/types';
import type { Crate } from '../policy/crate';
import type { Policy } from '../policy/model';
import type { RustParser } from '../policy/parser';
import { readPolicy } from '../policy/read';
import type { Change } from './change';
import { comparePolicies } from './compare';
import { isSameCode } from './same-code';
import { archesOf } from './target';

/** A source at one time, with the files of its crate that it leads to. */
export interface SourceState {
  readonly text: string;
  readonly crate: Crate;
}

/** What it means in force that one state of a source becomes another. */
export function compareSources(
  parser: RustParser,
  before: SourceState,
  after: SourceState,
): Change[] {
  // What differs in comments and blanks means the same, also where it is not understood.
  if (isSameState(parser, before, after)) return [];
  const first = [before, after].map(({ text, crate }) => readPolicy(parser, text, 'x86_64', crate));
  const arches = archesOf(first.flatMap(cfgsOf));
  const [was, is] = [before, after].map(({ text, crate }, at) => {
    const read = (arch: Arch): Policy =>
      (arch === 'x86_64' ? first[at] : undefined) ?? readPolicy(parser, text, arch, crate);
    return new Map(arches.map((arch) => [arch, read(arch)] as const));
  });
  return was && is ? comparePolicies(was, is) : [];
}

function isSameState(parser: RustParser, before: SourceState, after: SourceState): boolean {
  const [was, is] = [textsOf(before), textsOf(after)];
  return (
    was.size === is.size &&
    [...was].every(([module, text]) => isSameCode(parser, text, is.get(module) ?? ''))
  );
}

/** By module: a file may be called otherwise in a commit than on disk. */
function textsOf({ text, crate: { modules, files } }: SourceState): Map<string, string> {
  const all = [...files, { modules, text }];
  return new Map(all.map((file) => [file.modules.join('::'), file.text]));
}

/** Every predicate of a source. */
function cfgsOf({ lists: own, elsewhere, filters, ruleSets, constants }: Policy): string[] {
  const lists = [...own, ...elsewhere];
  const rules = [...lists.flatMap(({ entries }) => entries), ...ruleSets].flatMap(
    (holder) => holder.rules ?? [],
  );
  const entries = lists.flatMap((list) => list.entries);
  const all = [...lists, ...filters, ...ruleSets, ...constants, ...entries, ...rules];
  return all.map(({ cfg }) => cfg).filter((cfg) => cfg !== null);
}
