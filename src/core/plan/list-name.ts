import type { Allowlist } from '../policy/allowlist';
import type { Policy } from '../policy/model';

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
    const type = implAround(this.policy.text, it.span.start);
    const paths = [it.modules, ...(type === null ? [] : [[...it.modules, type]])];
    const wanted = `::${this.path.join('::')}`;
    return paths.some((path) => `::${path.join('::')}`.endsWith(wanted));
  }
}

/**
 * What a list is called where it is shown: with the type whose `impl` holds it, where another of its
 * source has its name.
 */
export function shownName({ text, lists }: Policy, list: Allowlist): string {
  const path = pathOf(list);
  const isOnce = lists.every((one) => one === list || pathOf(one) !== path);
  return isOnce ? path : typedPath(text, list);
}

function typedPath(text: string, list: Allowlist): string {
  const type = implAround(text, list.span.start);
  return type === null ? pathOf(list) : [...list.modules, type, list.name].join('::');
}

/**
 * Names by which `--list` can tell lists apart: by their modules, else by the type whose `impl` holds
 * them, else by their lines.
 * @param names what each is called, in the lists' order
 */
export function namesApart(
  { text }: Policy,
  lists: readonly Allowlist[],
  names: readonly string[],
): readonly string[] {
  const typed = (list: Allowlist): string => typedPath(text, list);
  const isOnce = (one: string | undefined, all: readonly (string | undefined)[]): one is string =>
    one !== undefined && all.indexOf(one) === all.lastIndexOf(one);
  // The types are looked for in the text: only where nothing else tells the lists apart.
  const ways = [() => names, () => lists.map(pathOf), () => lists.map(typed)];
  const apart: (string | undefined)[] = lists.map(() => undefined);
  for (const way of ways) {
    if (!apart.includes(undefined)) break;
    const all = way();
    for (const [at, known] of apart.entries()) {
      if (known === undefined && isOnce(all[at], all)) apart[at] = all[at];
    }
  }
  return lists.map((list, at) => apart[at] ?? `${pathOf(list)}:${list.line}`);
}

/** The type whose `impl` is open at an offset, as rustfmt indents it; null outside of one. */
function implAround(text: string, offset: number): string | null {
  const before = text.slice(0, offset);
  const headers = before.matchAll(/^([ \t]*)(?:unsafe )?impl\b([^{;]*)\{/gm);
  const last = [...headers].at(-1);
  const [whole = '', indent = '', head = ''] = last ?? [];
  if (!last) return null;
  const inside = before.slice(last.index + whole.length);
  if (new RegExp(`^${indent}\\}`, 'm').test(inside)) return null;
  const path = head.replace(/^<[^>]*>/, '').split(/\bwhere\b/)[0] ?? '';
  const type =
    path
      .split(/\bfor\b/)
      .at(-1)
      ?.split('<')[0]
      ?.trim() ?? '';
  return type.split(/\W+/).at(-1) ?? null;
}
