import * as l10n from '@vscode/l10n';
import type { ActionName } from '../abi/types';
import type { ActionFinder } from './action-sites';
import type { Scope, UseItem } from './items';
import type { ActionSite, Filter, Polarity } from './allowlist';
import type { Reader } from './reader';
import { isSafetyContext, safetyContext } from './safety-context';
import type { Call } from './calls';
import { joinCfgs, segmentsOf, type Segment } from './segments';
import type { Token } from './tokens';

/** A filter whose lists are not looked up yet. */
export interface FilterDraft {
  readonly filter: Filter;
  /** The first argument: what it is made from. */
  readonly list: Segment;
  readonly scope: Scope;
  /** The types of the file that the function which builds it is given. */
  readonly takes: ReadonlySet<string>;
}

const REFUSALS: readonly (ActionName | null)[] = ['kill-process', 'kill-thread', 'trap', 'errno'];

/** What a filter's two actions make of the calls that it lists (seccompiler `SeccompFilter::new`). */
export function polarityOf(filter: Pick<Filter, 'mismatch' | 'match'>): Polarity {
  const { mismatch, match } = filter;
  if (mismatch === match) return 'unknown';
  // One action may come from elsewhere: a filter that allows what it lists is an allowlist, and one
  // that allows everything else, or whose answer to what it lists is a refusal, refuses that.
  if (match === 'allow') return 'allow';
  if (mismatch === 'allow') return 'deny';
  return mismatch === null && REFUSALS.includes(match) ? 'deny' : 'unknown';
}

/** seccompiler's filter, that of its ancestor in Firecracker, and StratoVirt's. */
const FILTERS: ReadonlySet<string> = new Set([
  'SeccompFilter',
  'SeccompFilterContext',
  'SyscallFilter',
  'ScmpFilterContext',
]);

/** The `syscallz` crate's, whose type is a plain `Context`. */
const INIT = 'init_with_action';

/** `new_filter` is libseccomp's before 0.3. */
export const BUILDS: ReadonlySet<string> = new Set(['new', 'new_filter', INIT]);

/** Whether a call builds a filter, by the crate's name for it or by this file's. */
export function isFilterCall(call: Call, uses: readonly UseItem[]): boolean {
  if (call.macro || !BUILDS.has(call.name)) return false;
  if (isSafetyContext(call)) return true;
  const type = call.path.at(-2);
  if (call.name === INIT) return type !== undefined;
  if (type !== undefined && FILTERS.has(type)) return true;
  return uses.some(({ target, name }) => FILTERS.has(target) && name === type);
}

/**
 * Reads `SeccompFilter::new(list, mismatch, match, arch)`, `new(list, mismatch)` of crates whose rules
 * hold their own action, and `new(mismatch)` of filters that are filled afterwards; null for others.
 */
export function readFilter(
  call: Call,
  scope: Scope,
  reader: Reader,
  finder: ActionFinder,
): FilterDraft | null {
  if (isSafetyContext(call)) return safetyContext(call, scope, reader);
  const args = segmentsOf(call.group, reader.text);
  const [list, mismatch, match = null] =
    args.length === 1 ? [filledLater(scope, call), args[0]] : args;
  // A function that only hands a context on is told by who fills it.
  if (call.name === INIT && !list) return null;
  const sites = mismatch ? finder.sites(mismatch, call.group, scope) : [];
  if (!list || !mismatch || (args.length < 3 && sites.length === 0)) {
    const what = reader.quote(call);
    reader.problem(
      call,
      l10n.t('This filter is not read, since it does not name its actions: {0}', what),
    );
    return null;
  }
  const span = (segment: Segment): { start: number; end: number } => ({
    start: segment.bodyStart,
    end: segment.end,
  });
  const filter: Filter = {
    ...reader.located({ start: call.start, end: call.end }),
    file: reader.fileAt(call.start),
    name: scope.owner?.name ?? '',
    mismatch: enforcedOf(sites),
    mismatchSpan: span(mismatch),
    mismatchSites: sites,
    // Without an action of its own, what is listed is what is allowed (the rules say so, or the crate).
    match: match ? enforcedOf(finder.sites(match, call.group, scope)) : 'allow',
    matchSpan: match && span(match),
    lists: [],
    takesAway: [],
    binding: scope.binding,
    cfg: joinCfgs(scope.cfgs),
  };
  return { filter, list, scope, takes: typesOf(scope, reader) };
}

/** The types of a function's parameters, its own `self` included. */
function typesOf({ fn }: Scope, reader: Reader): ReadonlySet<string> {
  const own = fn && reader.makers.typeOf(fn.body);
  return new Set([...(fn?.paramTypes ?? []), ...(own === null ? [] : [own])]);
}

/** The variable that a filter is put into, as if it were the list: what is pushed to it makes it up. */
function filledLater({ binding }: Scope, { name, end }: Call): Segment | null {
  if (binding === null) return null;
  // A context is lent to what fills it; other filters are filled where their own function says nothing.
  const at = name === INIT ? end : 0;
  const word: Token = { kind: 'word', text: binding, start: at, end: at };
  return { attributes: [], tokens: [word], bodyStart: at, comma: null, start: at, end: at };
}

/** The one action that a filter can have, but for Log; null where that is not known. */
export function enforcedOf(sites: readonly ActionSite[]): ActionName | null {
  // Of an action that a switch can turn into Log, it is what the filter enforces.
  const strict = sites.filter(({ action }) => action !== 'log');
  const refuses = strict.length > 0 && strict.every(({ action }) => action !== 'allow');
  const enforced = refuses ? strict : sites;
  const [first] = enforced;
  return first && enforced.every(({ action }) => action === first.action) ? first.action : null;
}
