import { addAll } from './add-all';
import { actionAt } from './action-word';
import type { ConstItem, FnItem, Scope } from './items';
import type { ActionSite } from './allowlist';
import type { Layout } from './places';
import type { Functions } from './reach';
import { holderOf, type Reader } from './reader';
import { isPlainTail, pathAt, wholeCall } from './calls';
import { segmentsOf, type Segment } from './segments';
import { innerSpan, isGroup, isMark } from './syntax';
import type { Group, Token } from './tokens';

/** No value is handed on through so many names. */
const MAX_STEPS = 64;

/** An expression that gives an action, and where it stands. */
interface Step {
  readonly tokens: readonly Token[];
  readonly fn: FnItem | null;
  readonly holder: ActionSite['holder'];
  readonly layout: Layout | null;
}

/** Finds where a filter's action is written: in its arguments, or where these come from. */
export class ActionFinder {
  constructor(
    private readonly reader: Reader,
    private readonly functions: Functions,
    private readonly constants: readonly ConstItem[],
  ) {}

  /**
   * Every place that an argument of a call takes its action from: itself, the arms of a `match` or
   * `if`, and through variables, constants, functions and, for a parameter, what the callers give.
   */
  sites(segment: Segment, group: Group, { fn, owner }: Scope): ActionSite[] {
    const first: Step = {
      tokens: segment.tokens,
      fn,
      holder: owner,
      layout: this.layoutAt(segment, group),
    };
    const sites = new Map<number, ActionSite>();
    const seen = new Set<string>();
    const steps = [first];
    for (let count = 0; count < MAX_STEPS; count += 1) {
      const step = steps.pop();
      if (!step) break;
      for (const site of this.written(step)) sites.set(site.span.start, site);
      addAll(steps, this.origins(step, seen));
    }
    return [...sites.values()].sort((a, b) => a.span.start - b.span.start);
  }

  /** The actions that an expression names itself: not those that a pattern or a comparison names. */
  private written({ tokens, holder, layout }: Step): ActionSite[] {
    const found: ActionSite[] = [];
    const lists: (readonly Token[])[] = [tokens];
    for (let list = lists.pop(); list; list = lists.pop()) {
      for (let at = 0; at < list.length; at += 1) {
        const token = list[at];
        if (isGroup(token)) lists.push(token.inner);
        const word = isMark(list[at - 1], '::') ? null : actionAt(list, at);
        if (!word) continue;
        at = word.next - 1;
        if (isPattern(list, word.next) || isCompared(list, at, word.path)) continue;
        const { action, path } = word;
        const alone = layout !== null && list === tokens && tokens[0]?.start === word.start;
        const located = this.reader.located({ start: word.start, end: word.end });
        found.push({
          ...located,
          file: this.reader.fileAt(word.start),
          action,
          path,
          holder,
          layout: alone ? layout : null,
          errno: null,
        });
      }
    }
    return found;
  }

  /** Where a name or a call gets its value from. */
  private origins({ tokens, fn }: Step, seen: Set<string>): Step[] {
    const call = wholeCall(tokens);
    if (call) {
      return this.functions
        .resolve(call.path, fn?.modules ?? [])
        .filter((made) => isNew(`${made.start}`, seen))
        .map((made) => ({ tokens: made.body, fn: made, holder: holderOf(made), layout: null }));
    }
    const first = isMark(tokens[0], '&') ? 1 : 0;
    const path = pathAt(tokens, first);
    const name = path?.words.at(-1);
    if (!path || name === undefined || !isPlainTail(tokens, path.next)) return [];
    if (!isNew(`${fn?.start ?? ''} ${name}`, seen)) return [];
    const bound = fn?.bindings.filter((binding) => binding.name === name) ?? [];
    if (bound.length > 0) {
      return bound.map((binding) => ({
        tokens: binding.tokens,
        fn,
        holder: holderOf(fn),
        layout: null,
      }));
    }
    if (fn?.params.has(name)) return this.given(fn, [...fn.params].indexOf(name));
    return this.constants
      .filter((item) => item.name === name && (item.owner === null || item.owner === fn))
      .map(({ value, start, end, owner }) => ({
        tokens: value,
        fn: null,
        holder: holderOf(owner) ?? { name, span: { start, end } },
        layout: null,
      }));
  }

  /** What the callers of a function give for one of its parameters. */
  private given(fn: FnItem, index: number): Step[] {
    return this.functions.callersOf(fn).flatMap(({ caller, call }) => {
      const segment = segmentsOf(call.args, this.reader.text)[index];
      if (!segment) return [];
      const layout = this.layoutAt(segment, call.args);
      return [{ tokens: segment.tokens, fn: caller, holder: holderOf(caller), layout }];
    });
  }

  private layoutAt(segment: Segment, group: Group): Layout | null {
    if (segment.tokens[0]?.kind !== 'word') return null;
    const items = segmentsOf(group, this.reader.text).map(({ start, end, comma }) => ({
      start,
      end,
      comma,
    }));
    return { kind: 'bracket', body: innerSpan(group), items, macro: null };
  }
}

/** `SeccompAction::Log =>`, `… | SeccompAction::Allow`, `if let SeccompAction::Log = x`. */
function isPattern(tokens: readonly Token[], next: number): boolean {
  const after = tokens[next];
  return isMark(after, '=>') || isMark(after, '|') || isMark(after, '=');
}

/** `x == SeccompAction::Log`, `SeccompAction::Log != x`. */
function isCompared(tokens: readonly Token[], last: number, path: readonly string[]): boolean {
  const first = last - 2 * (path.length - 1);
  const marks = [tokens[last + 1], tokens[first - 1]];
  return marks.some((mark) => isMark(mark, '==') || isMark(mark, '!='));
}

function isNew(key: string, seen: Set<string>): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
