import type { Arch } from '../abi/types';
import { outlineOf, type FilterOutline } from '../bpf/outline';
import type { BpfProgram } from '../bpf/program';
import { entriesFor, includedLists, listsOn, wholeLists } from '../plan/choose';
import type { Want } from '../plan/remedy';
import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';

/** How much of two sets of calls must be the same for one to be the other as it was built. */
const ALIKE = 0.5;

/**
 * Tells which list of a source a filter was built from, by the calls that it names. A thread's name
 * only hints at that; the filter that the kernel was given does not lie.
 */
export class Attribution {
  readonly #outlines = new Map<BpfProgram, FilterOutline>();
  readonly #lists = new Map<BpfProgram, { readonly path: string; readonly score: number } | null>();
  readonly #names: readonly { readonly list: Allowlist; readonly calls: ReadonlySet<string> }[];

  constructor(
    policy: Policy,
    private readonly arch: Arch,
  ) {
    const any: Want = { arch, syscall: '', request: null, comm: null };
    const lists = listsOn(policy, any).filter(({ polarity }) => polarity !== 'deny');
    this.#names = wholeLists(lists).map((list) => {
      const all = [list, ...includedLists(policy, list, any)];
      const calls = all.flatMap(({ entries }) => entries.flatMap(({ syscall }) => syscall ?? []));
      const alive = calls.filter((syscall) =>
        all.some((one) => entriesFor(one, { ...any, syscall }).length > 0),
      );
      return { list, calls: new Set(alive) };
    });
  }

  outline(program: BpfProgram): FilterOutline {
    let outline = this.#outlines.get(program);
    if (outline === undefined) {
      outline = outlineOf(program, this.arch);
      this.#outlines.set(program, outline);
    }
    return outline;
  }

  /** The list's path, as a planner takes it; null where none is like it, or several are equally. */
  listOf(program: BpfProgram): string | null {
    return this.#best(program)?.path ?? null;
  }

  /** Whether it names exactly the calls of its list. */
  isExactly(program: BpfProgram): boolean {
    return this.#best(program)?.score === 1;
  }

  #best(program: BpfProgram): { readonly path: string; readonly score: number } | null {
    const known = this.#lists.get(program);
    if (known !== undefined) return known;
    const { named } = this.outline(program);
    const scored = this.#names
      .map(({ list, calls }) => ({ path: pathOf(list), score: alike(calls, named) }))
      .sort((a, b) => b.score - a.score);
    const [best, second] = scored;
    const sure = best !== undefined && best.score >= ALIKE && best.score > (second?.score ?? 0);
    const found = sure ? best : null;
    this.#lists.set(program, found);
    return found;
  }
}

function pathOf({ modules, name }: Allowlist): string {
  return [...modules, name].join('::');
}

/** Jaccard's index: what is in both, of what is in either. */
function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((name) => other.has(name)).length;
  const either = one.size + other.size - both;
  return either === 0 ? 0 : both / either;
}
