import type { Arch } from '../abi/types';
import { cfgOn } from './cfg';
import type { Arm, FnItem } from './items';
import type { ListDraft } from './join';
import { mentions } from './mentions';
import type { Functions } from './reach';

/** An arm with the function that it is in. */
interface ArmOf {
  readonly arm: Arm;
  readonly fn: FnItem;
  /** The functions of the file that it calls, and the words in it. */
  readonly called: readonly FnItem[];
  readonly words: ReadonlySet<string>;
}

/**
 * What a file calls the threads that lists are for: the names whose arm of a `match`, or whose pair of
 * name and filter, leads to the list. An arm that leads to every list tells nothing.
 */
export class Servants {
  private readonly arms: readonly ArmOf[];

  constructor(
    private readonly functions: Functions,
    private readonly arch: Arch,
  ) {
    this.arms = functions.all.flatMap((fn) =>
      fn.arms.map((arm) => {
        const { calls, words } = mentions(arm.tokens);
        const called = calls.flatMap(({ path }) => functions.resolve(path, fn.modules));
        return { arm, fn, called, words: new Set(words) };
      }),
    );
  }

  /** The names of each list, in the order of the lists. */
  of(lists: readonly ListDraft[]): readonly (readonly string[])[] {
    const alive = new Set(lists.filter(({ list }) => cfgOn(list.cfg, this.arch) !== 'false'));
    if (alive.size < 2) return lists.map(() => []);
    const holders = new Set(lists.map(({ scope }) => scope.fn));
    const near = this.arms.filter(({ fn }) => holders.has(fn));
    const calling = this.arms.filter(({ called }) => called.length > 0 || holders.has(null));
    const own = collect(lists, near, (arm, list) => this.holds(arm, list));
    const called = collect(lists, calling, (arm, list) => this.leads(arm, list), alive);
    // What a list beside it in its function is for is not what another one is for.
    const taken = new Map<FnItem | null, Set<string>>();
    for (const [at, { scope }] of lists.entries()) {
      const names = taken.get(scope.fn) ?? new Set();
      for (const name of own[at] ?? []) names.add(name);
      taken.set(scope.fn, names);
    }
    const names = lists.map(({ scope }, at) => {
      const written = own[at] ?? new Set<string>();
      if (written.size > 0) return written;
      return new Set(
        [...(called[at] ?? [])].filter((name) => taken.get(scope.fn)?.has(name) !== true),
      );
    });
    // `("cpu", Role::Processor)`: another name of the one that an arm has.
    for (const some of names) {
      if (some.size === 0) continue;
      for (const { arm, words } of this.arms) {
        if ([...words].some((word) => some.has(word))) for (const key of arm.keys) some.add(key);
      }
    }
    return names.map((one) => [...one]);
  }

  /** Whether a list is written in an arm itself. */
  private holds({ arm: { tokens }, fn }: ArmOf, { list, scope }: ListDraft): boolean {
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (scope.fn !== fn || !first || !last) return false;
    return first.start <= list.span.start && list.span.end <= last.end;
  }

  /** Whether what an arm calls leads to a list. */
  private leads({ called, words }: ArmOf, { list, scope }: ListDraft): boolean {
    const { fn: holder } = scope;
    if (!holder) return words.has(list.name);
    return called.some((one) => this.functions.from(one).has(holder));
  }
}

/** The keys of the arms that lead to each list. @param unless an arm that leads to all these tells nothing */
function collect(
  lists: readonly ListDraft[],
  arms: readonly ArmOf[],
  leads: (arm: ArmOf, list: ListDraft) => boolean,
  unless?: ReadonlySet<ListDraft>,
): Set<string>[] {
  const names = lists.map(() => new Set<string>());
  for (const one of arms) {
    const led = lists.map((list) => leads(one, list));
    if (unless && lists.every((list, at) => led[at] === true || !unless.has(list))) continue;
    for (const [at, set] of names.entries())
      if (led[at] === true) for (const key of one.arm.keys) set.add(key);
  }
  return names;
}
