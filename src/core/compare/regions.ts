import { LIBCS, type Space, type Target } from './target';

/** Some builds in words, and what is true in all of them. */
export interface Region<T> {
  /** `all`, or what tells these builds from the others: `x86_64, musl, not(feature = "kvm")`. */
  readonly target: string;
  readonly value: T;
}

/** One answer to a question that builds differ in. */
interface Choice {
  readonly label: string;
  readonly of: (target: Target) => Target;
}

interface Part<T> {
  readonly terms: readonly string[];
  readonly value: T;
}

/**
 * The builds of a space, put together where nothing tells them apart.
 * @param valueAt what is true in one build; null where it says nothing about that build
 * @param keyOf the same text for two values that are alike
 */
export function regionsOf<T>(
  space: Space,
  valueAt: (target: Target) => T | null,
  keyOf: (value: T) => string,
): Region<T>[] {
  const [arch] = space.arches;
  if (!arch) return [];
  const split = (dimensions: readonly (readonly Choice[])[], target: Target): Part<T>[] => {
    const [choices, ...rest] = dimensions;
    if (!choices) {
      const value = valueAt(target);
      return value === null ? [] : [{ terms: [], value }];
    }
    const groups = new Map<string, { labels: string[]; parts: readonly Part<T>[] }>();
    for (const { label, of } of choices) {
      const parts = split(rest, of(target));
      if (parts.length === 0) continue;
      const key = JSON.stringify(parts.map(({ terms, value }) => [terms, keyOf(value)]));
      const group = groups.get(key);
      if (group) group.labels.push(label);
      else groups.set(key, { labels: [label], parts });
    }
    return [...groups.values()].flatMap(({ labels, parts }) => {
      const told = labels.length === choices.length ? [] : [labels.join('/')];
      return parts.map(({ terms, value }) => ({ terms: [...told, ...terms], value }));
    });
  };
  const start: Target = { arch, libc: 'gnu', flags: new Map() };
  return split(choicesOf(space), start).map(({ terms, value }) => ({
    target: terms.length === 0 ? 'all' : terms.join(', '),
    value,
  }));
}

function choicesOf({ arches, byLibc, flags }: Space): Choice[][] {
  return [
    arches.map((arch) => ({ label: arch, of: (target) => ({ ...target, arch }) })),
    ...(byLibc
      ? [LIBCS.map((libc): Choice => ({ label: libc, of: (target) => ({ ...target, libc }) }))]
      : []),
    ...flags.map((flag) =>
      [true, false].map((on): Choice => ({
        label: on ? flag : `not(${flag})`,
        of: (target) => ({ ...target, flags: new Map([...target.flags, [flag, on]]) }),
      })),
    ),
  ];
}
