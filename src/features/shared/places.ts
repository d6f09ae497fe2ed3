import type { Remedy } from '../../core/plan/remedy';
import type { Allowlist, Policy, RuleSet } from '../../core/policy/model';
import type { Span } from '../../core/text/span';
import type { OfferedRemedy } from './offers';
import type { PolicySource } from './policy-store';

/** A list, or a function of rules, in which a refused call is missing. */
export interface Place {
  readonly source: PolicySource;
  /** What the remedy changes. */
  readonly target: Allowlist | RuleSet;
  /** The allowlists that this serves; the target itself where that is a list. */
  readonly lists: readonly Allowlist[];
  readonly remedy: Remedy;
}

/**
 * Where a refused call is missing, of all the remedies for it: one place a list or function, in the
 * remedies' order. In a source that has a narrow remedy the widening ones open no further place.
 */
export function placesOf(remedies: readonly OfferedRemedy[]): Place[] {
  const places = new Map<Allowlist | RuleSet, Place>();
  const narrow = new Set(remedies.filter((it) => !it.remedy.widens).map((it) => it.source));
  for (const { source, remedy } of remedies) {
    if (remedy.widens && narrow.has(source)) continue;
    const place = placeOf(source, remedy);
    if (place && !places.has(place.target)) places.set(place.target, place);
  }
  return [...places.values()];
}

/** The name with the modules around it, `kvm::ioctl_rules`. */
export function qualifiedName(it: {
  readonly name: string | null;
  readonly modules: readonly string[];
}): string {
  return [...it.modules, it.name ?? ''].join('::');
}

/**
 * The name where the function or constant that holds the list is declared; where the list has no
 * name of its own, its first line.
 */
export function headSpan({ text }: Policy, { name, span }: Allowlist | RuleSet): Span {
  const declared = name === null ? undefined : declaration(text.slice(0, span.start), name);
  if (declared) return declared;
  const line = /^[^\r\n]*/.exec(text.slice(span.start, span.end))?.[0] ?? '';
  return { start: span.start, end: span.start + line.length };
}

/** The last declaration of `name` in `before`: the one around what follows. */
function declaration(before: string, name: string): Span | undefined {
  const declarations = before.matchAll(
    new RegExp(`\\b(?:fn|const|static|let|mut)\\s+${name}\\b`, 'g'),
  );
  const last = [...declarations].at(-1);
  if (!last) return undefined;
  const end = last.index + last[0].length;
  return { start: end - name.length, end };
}

function placeOf(source: PolicySource, remedy: Remedy): Place | null {
  const { lists, ruleSets } = source.policy;
  const changes = ({ body }: { readonly body: Span }) =>
    remedy.edits.some(({ start, end }) => body.start <= start && end <= body.end);
  const list = lists.find(changes);
  if (list) return { source, target: list, lists: [list], remedy };
  const target = ruleSets.find(changes);
  if (!target) return null;
  return {
    source,
    target,
    lists: lists.filter((list) => uses(source.policy, list, target)),
    remedy,
  };
}

function uses(policy: Policy, list: Allowlist, rules: RuleSet): boolean {
  const seen = new Set<string>();
  const reaches = (name: string): boolean => {
    if (name === rules.name) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return policy.ruleSets.some((set) => set.name === name && set.includes.some(reaches));
  };
  return list.entries.some(({ helper }) => helper !== null && reaches(helper));
}
