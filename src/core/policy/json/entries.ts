import { requestsByValue } from '../../abi/ioctls';
import type { Arch } from '../../abi/types';
import type { Span } from '../../text/span';
import type { Condition, Entry, Rule, RuleSet } from '../entry';
import type { Layout } from '../places';

/** One object that names a call, or one name of an object that names several. */
export interface Mention {
  readonly syscall: string;
  readonly keySpan: Span;
  /** What an edit of this mention alone would take: the object, or the name. */
  readonly span: Span;
  readonly line: number;
  /** Null: whatever the arguments are. Several are alternatives. */
  readonly rules: readonly Rule[] | null;
  readonly cfg: string | null;
  readonly comment: string | null;
  readonly understood: boolean;
}

/**
 * Mentions of one call under one predicate as the one entry that they are together: their rules are
 * alternatives.
 * @param free what a mention without conditions does beside others that have some: `wins`, or, as in
 * seccompiler's JSON (`frontend/json.rs`), nothing
 */
export function entryOf(
  mentions: readonly [Mention, ...Mention[]],
  layout: Layout,
  free: 'wins' | 'yields',
): Entry {
  const [first] = mentions;
  const open = mentions.some(({ rules }) => rules === null);
  const rules = mentions.flatMap((mention) => mention.rules ?? []);
  const isOpen = open && (free === 'wins' || rules.length === 0);
  const span = isOpen ? (mentions.find((one) => one.rules === null) ?? first) : first;
  const comments = mentions.flatMap(({ comment }) => comment ?? []);
  const set = rules.length === 0 ? null : ruleSetOf(mentions, rules, layout);
  return {
    span: span.span,
    line: span.line,
    form: 'object',
    made: null,
    expanded: null,
    keySpan: span.keySpan,
    args: null,
    verb: null,
    syscall: first.syscall,
    bareNumber: null,
    cfg: first.cfg,
    rules: isOpen ? null : rules,
    ruleSet: set,
    helper: null,
    ruleSets: set ? [set] : [],
    rulesSpan: null,
    understood: mentions.every(({ understood }) => understood),
    comment: comments.length > 0 ? comments.join('\n') : null,
  };
}

function ruleSetOf(
  mentions: readonly [Mention, ...Mention[]],
  rules: readonly Rule[],
  layout: Layout,
): RuleSet {
  const [first] = mentions;
  const span = { start: first.span.start, end: mentions.at(-1)?.span.end ?? first.span.end };
  return {
    span,
    line: first.line,
    name: null,
    modules: [],
    cfg: first.cfg,
    rules,
    body: layout.body,
    layout,
    file: null,
    single: false,
    includes: [],
    binding: null,
    holder: null,
    inResult: false,
  };
}

/** The name that a comment gives to a request, where a table agrees. */
export function requestNamed(
  arch: Arch,
  { arg, value }: Pick<Condition, 'arg' | 'value'>,
  comment: string | null,
): string | null {
  if (arg !== 1 || value === null || value > 0xffff_ffffn || comment === null) return null;
  const words = new Set(comment.match(/\w+/g));
  return requestsByValue(arch, Number(value)).find(({ name }) => words.has(name))?.name ?? null;
}

/** Things by a key of theirs, in the order of their first. */
export function grouped<T>(
  all: readonly T[],
  keyOf: (one: T) => string,
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}
