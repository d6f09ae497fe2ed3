import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';
import { implsOf } from './impls';

/** `kvm::rules`, the name with the modules around it. */
export function pathOf({ modules, name }: Pick<Allowlist, 'modules' | 'name'>): string {
  return [...modules, name].join('::');
}

/** What `--list` says: `rules`, `kvm::rules`, `Vcpu::rules` of `impl Vcpu`, or `rules:43`. */
export class ListName {
  private readonly name: string;
  private readonly path: readonly string[];
  private readonly line: number | null;

  constructor(
    private readonly policy: Policy,
    wanted: string,
  ) {
    const [, path = wanted, line] = /^(.*):(\d+)$/.exec(wanted.replace(/::$/, '')) ?? [];
    const words = path.split('::');
    this.name = words.at(-1) ?? path;
    this.path = words.slice(0, -1);
    this.line = line === undefined ? null : Number(line);
  }

  /** Whether it names a list, or a function of rules. */
  fits(it: {
    readonly name: string | null;
    readonly modules: readonly string[];
    readonly line: number;
    readonly span: { readonly start: number };
  }): boolean {
    if (it.name !== this.name || (this.line !== null && this.line !== it.line)) return false;
    if (this.path.length === 0) return true;
    const type = implsOf(this.policy).around(it.span.start);
    const paths = [it.modules, ...(type === null ? [] : [[...it.modules, type]])];
    const wanted = `::${this.path.join('::')}`;
    return paths.some((path) => `::${path.join('::')}`.endsWith(wanted));
  }
}

/**
 * What a list is called where it is shown: with the type whose `impl` holds it, where another of its
 * source has its name.
 */
export function shownName(policy: Policy, list: Allowlist): string {
  let twice = namesakes.get(policy);
  if (!twice) namesakes.set(policy, (twice = countsOf(policy.lists.map(pathOf))));
  const path = pathOf(list);
  return (twice.get(path) ?? 0) < 2 ? path : typedPath(policy, list);
}

/** How many lists of a policy have a path: each row of the editor asks for its own. */
const namesakes = new WeakMap<Policy, ReadonlyMap<string, number>>();

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function typedPath(policy: Policy, list: Allowlist): string {
  const type = implsOf(policy).around(list.span.start);
  return type === null ? pathOf(list) : [...list.modules, type, list.name].join('::');
}

/**
 * Names by which `--list` can tell lists apart: by their modules, else by the type whose `impl` holds
 * them, else by their lines.
 * @param names what each is called, in the lists' order
 */
export function namesApart(
  policy: Policy,
  lists: readonly Allowlist[],
  names: readonly string[],
): readonly string[] {
  const typed = (list: Allowlist): string => typedPath(policy, list);
  // The types are looked for in the text: only where nothing else tells the lists apart.
  const ways = [() => names, () => lists.map(pathOf), () => lists.map(typed)];
  const apart: (string | undefined)[] = lists.map(() => undefined);
  for (const way of ways) {
    if (!apart.includes(undefined)) break;
    const all = way();
    const counts = countsOf(all);
    for (const [at, name] of all.entries()) {
      if (apart[at] === undefined && counts.get(name) === 1) apart[at] = name;
    }
  }
  return lists.map((list, at) => apart[at] ?? `${pathOf(list)}:${list.line}`);
}
