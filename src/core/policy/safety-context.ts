import { addAll } from './add-all';
import type { Filter } from './allowlist';
import type { FilterDraft } from './filters';
import type { Scope } from './items';
import type { joinFilters } from './join';
import type { Reader } from './reader';
import type { Call } from './calls';
import { joinCfgs, type Segment } from './segments';
import { isGroup, isMark } from './syntax';
import type { Token } from './tokens';

const TYPE = 'SafetyContext';

/** Whether a call is extrasafe's `SafetyContext::new()`. */
export function isSafetyContext({ name, path, macro }: Call): boolean {
  return !macro && name === 'new' && path.at(-2) === TYPE;
}

/**
 * The filter that extrasafe makes of the sets that are given to a context's `enable`: all its versions
 * answer what no set names with an errno, EPERM or what `with_errno` is given, and have no other answer
 * (`lib.rs` of 0.1 to 0.5). Nothing in the source says it, so there is no place to set it at.
 */
export function safetyContext(call: Call, scope: Scope, reader: Reader): FilterDraft | null {
  const { fn } = scope;
  if (!fn || call.group.inner.length > 0) return null;
  const given = enabledBehind(fn.body, call.end);
  const filter: Filter = {
    ...reader.located({ start: call.start, end: call.end }),
    file: reader.fileAt(call.start),
    name: scope.owner?.name ?? '',
    mismatch: 'errno',
    mismatchSpan: null,
    mismatchSites: [],
    match: 'allow',
    matchSpan: null,
    lists: [],
    takesAway: [],
    binding: scope.binding,
    cfg: joinCfgs(scope.cfgs),
  };
  const list: Segment = {
    attributes: [],
    tokens: given,
    comma: null,
    bodyStart: call.start,
    start: call.start,
    end: call.end,
  };
  return { filter, list, scope, takes: typesNamed(given, scope) };
}

/** A context that is given nothing but sets of the crate's own, or of files not read, tells nothing here. */
export function withoutIdleContexts(joined: Joined): Joined {
  const isIdle = ({ mismatchSpan, match, lists }: Filter): boolean =>
    mismatchSpan === null && match === 'allow' && lists.length === 0;
  return { ...joined, filters: joined.filters.filter((one) => !isIdle(one)) };
}

type Joined = ReturnType<typeof joinFilters>;

/** What the `enable`s behind an offset are given, up to the next context of the function. */
function enabledBehind(body: readonly Token[], offset: number): readonly Token[] {
  const given: Token[] = [];
  let end = Infinity;
  const queue: (readonly Token[])[] = [body];
  const groups: { readonly start: number; readonly inner: readonly Token[] }[] = [];
  for (let some = queue.pop(); some; some = queue.pop()) {
    for (const [at, token] of some.entries()) {
      if (isGroup(token)) {
        queue.push(token.inner);
        const method = some[at - 1];
        const isEnable = method?.kind === 'word' && method.text === 'enable';
        if (isEnable && isMark(some[at - 2], '.')) groups.push(token);
      } else if (token.kind === 'word' && token.text === TYPE && token.start > offset) {
        end = Math.min(end, token.start);
      }
    }
  }
  for (const { start, inner } of groups) if (start >= offset && start < end) addAll(given, inner);
  return given;
}

/** The types that tokens name, also through the variables that they name. */
function typesNamed(tokens: readonly Token[], { fn }: Scope): ReadonlySet<string> {
  const types = new Set<string>();
  const queue = [...tokens];
  const seen = new Set<string>();
  for (let token = queue.pop(); token; token = queue.pop()) {
    if (isGroup(token)) addAll(queue, token.inner);
    if (token.kind !== 'word' || seen.has(token.text)) continue;
    const { text } = token;
    seen.add(text);
    types.add(text);
    for (const { name, tokens: value } of fn?.bindings ?? []) {
      if (name === text) addAll(queue, value);
    }
  }
  return types;
}
