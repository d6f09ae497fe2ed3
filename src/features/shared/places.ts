import type { Remedy, RemedyKind } from '../../core/plan/remedy';
import type { Allowlist } from '../../core/policy/allowlist';
import type { Entry, Rule, RuleSet } from '../../core/policy/entry';
import type { Policy } from '../../core/policy/model';
import type { Span } from '../../core/text/span';
import type { Trap } from '../../core/traps/trap';
import type { Lens } from './lens';
import type { OfferedRemedy } from './offers';
import type { PolicySource, UncheckedPolicy } from './policy-source';

const DECLARES = /\b(?:fn|const|static|let|mut)\s+$/;
/** Of `static` and the blanks behind it. */
const LONGEST_BEFORE = 64;

/** A call, or one request of it, that a list or a function of rules lacks. */
export interface MissingCall {
  readonly source: PolicySource;
  /** What a remedy would change. */
  readonly target: Allowlist | RuleSet;
  /** The allowlists that the target serves; itself where it is a list. */
  readonly lists: readonly Allowlist[];
  /** All that would be answered by one change: other threads, other programs, the same call. */
  readonly traps: readonly [Trap, ...Trap[]];
}

/** A trap that needs somebody, with what can be done about it, narrowest first. */
export interface OpenTrap {
  readonly trap: Trap;
  readonly remedies: readonly OfferedRemedy[];
}

/**
 * Of the traps that are judged, those that no allowlist has taken up yet and that are not ignored; none
 * where there is no allowlist.
 */
export function openTraps({ policies, verdicts }: Lens): OpenTrap[] {
  // Until there is a source all of a burst's traps are judged, and nothing can be done about any.
  if (policies.sources.length === 0) return [];
  return verdicts.open.flatMap((trap) => {
    const verdict = verdicts.of(trap);
    return verdict.kind === 'open' ? [{ trap, remedies: verdict.remedies }] : [];
  });
}

/** What is missing where, each call once for each place, in order of first sight. */
export function missingCalls(open: readonly OpenTrap[]): MissingCall[] {
  const missing = new Map<Allowlist | RuleSet, Map<string, Gathered>>();
  for (const { trap, remedies } of open) {
    const call = `${trap.arch} ${trap.number} ${trap.request}`;
    for (const place of placesOf(remedies)) {
      let calls = missing.get(place.target);
      if (!calls) missing.set(place.target, (calls = new Map<string, Gathered>()));
      const known = calls.get(call);
      if (known) known.traps.push(trap);
      else calls.set(call, { ...place, traps: [trap] });
    }
  }
  return [...missing.values()].flatMap((calls) => [...calls.values()]);
}

/** Events that were refused, and events that were let through and only logged. */
export function countsOf(traps: readonly Trap[]): { refused: number; logged: number } {
  const sum = (some: readonly Trap[]) => some.reduce((total, { count }) => total + count, 0);
  return {
    refused: sum(traps.filter(({ action }) => action !== 'log')),
    logged: sum(traps.filter(({ action }) => action === 'log')),
  };
}

type Place = Omit<MissingCall, 'traps'>;
type Gathered = Place & { readonly traps: [Trap, ...Trap[]] };

/** The kinds whose place is what lacks the call; others go by another way. */
const LACKS: ReadonlySet<RemedyKind> = new Set(['allow', 'allow-argument']);

/** Of the remedies of a verdict, which stay the same objects until it is another one. */
const placesFound = new WeakMap<readonly OfferedRemedy[], readonly Place[]>();

/** One place a list or function. In a source that has a narrow remedy a wider one opens no other. */
export function placesOf(remedies: readonly OfferedRemedy[]): readonly Place[] {
  const known = placesFound.get(remedies);
  if (known) return known;
  const found = findPlaces(remedies);
  placesFound.set(remedies, found);
  return found;
}

function findPlaces(remedies: readonly OfferedRemedy[]): Place[] {
  const places = new Map<Allowlist | RuleSet, Place>();
  const narrow = new Set(remedies.filter((it) => !it.remedy.widens).map((it) => it.source));
  for (const offered of remedies) {
    const { source, remedy } = offered;
    if (!LACKS.has(remedy.kind) || (remedy.widens && narrow.has(source))) continue;
    const place = placeOf(offered);
    if (place && !places.has(place.target)) places.set(place.target, place);
  }
  return [...places.values()];
}

/** The other file that an entry's rule stands in; null for the entry's own. */
export function fileOfRule({ ruleSets }: Entry, rule: Rule): string | null {
  return ruleSets.find(({ rules }) => rules.includes(rule))?.file ?? null;
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
export function headSpan(
  { text, dialect }: UncheckedPolicy,
  { name, span }: Allowlist | RuleSet,
): Span {
  const declared =
    name === null || dialect !== 'rust' ? undefined : declaration(text, span.start, name);
  if (declared) return declared;
  const line = /^[^\r\n]*/.exec(text.slice(span.start, span.end))?.[0] ?? '';
  return { start: span.start, end: span.start + line.length };
}

/** The last declaration of `name` that ends before `end`: the one around what follows. */
function declaration(text: string, end: number, name: string): Span | undefined {
  // Something has to stand before it.
  for (
    let start = text.lastIndexOf(name, end - name.length);
    start > 0;
    start = text.lastIndexOf(name, start - 1)
  ) {
    const before = text.slice(Math.max(0, start - LONGEST_BEFORE), start);
    const behind = start + name.length;
    if (DECLARES.test(before) && (behind === end || !/\w/.test(text.charAt(behind))))
      return { start, end: behind };
  }
  return undefined;
}

function placeOf({ source, remedy, asked }: OfferedRemedy): Place | null {
  const { policy } = source;
  const target = targetOf(policy, remedy);
  if (!target) return null;
  if (!('rules' in target)) return { source, target, lists: [target] };
  const own = policy.lists.filter((list) => uses(policy, list, target));
  const others = asked === source ? [] : asked.policy.lists.filter((list) => follows(list, target));
  return { source, target, lists: [...own, ...others] };
}

/** Whether a list takes these rules, which are another file's. */
function follows({ entries }: Allowlist, { name, line }: RuleSet): boolean {
  return entries.some(({ ruleSets }) =>
    ruleSets.some((set) => set.file !== null && set.name === name && set.line === line),
  );
}

/** The list, else the function of rules, that the remedy's new text goes into. */
export function targetOf(
  { lists, ruleSets }: Policy,
  { edits }: Remedy,
): Allowlist | RuleSet | null {
  const changes = ({ body }: { readonly body: Span }) =>
    edits.some(({ start, end }) => body.start <= start && end <= body.end);
  return lists.find(changes) ?? ruleSets.find(changes) ?? null;
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
