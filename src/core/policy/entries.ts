import * as l10n from '@vscode/l10n';
import { syscallByNumber } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import type { Span } from '../text/span';
import { callNameOf } from './call-name';
import { cfgOn } from './cfg';
import type { Scope } from './items';
import type { Entry, Layout, Rule, RuleSet } from './model';
import { layoutOf, wholeBracket, type Reader } from './reader';
import type { RuleReader } from './rules';
import { insideFrom, namedCall } from './libseccomp';
import { comparedSet, mappedSet, rowSet, spreadSet } from './made/compared';
import type { Loop } from './made/loops';
import type { Made } from './made/made';
import { madeOf, madeShape } from './made/shapes';
import { expandedBy, isGiven, UNGIVEN } from './macros/entries';
import { boundShape, entryShape, nameShape, numberedShape, type EntryShape } from './shapes';
import {
  cfgOf,
  isGroup,
  isPlainTail,
  joinCfgs,
  pathAt,
  segmentsOf,
  wholeCall,
  type Segment,
} from './syntax';
import type { Group, Token } from './tokens';
import { isCastTail, type ConstantTable } from './values';

/** Where the rules of an entry are to be looked for once the whole file is read. */
export type RuleSource =
  | { readonly kind: 'own' }
  | { readonly kind: 'call'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'strange' };

/** An entry whose helper is not followed yet. */
export interface EntryDraft {
  readonly entry: Entry;
  readonly source: RuleSource;
  readonly scope: Scope;
}

interface Key {
  readonly syscall: string | null;
  readonly bareNumber: number | null;
}

/**
 * The call that tokens name: `libc::SYS_read`, `SYS_read as i64`, `293`; null for anything else.
 * @param named whether a function looks it up by its name, `"read"`
 */
function keyOf(
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
  named = false,
): Key | null {
  const given = namedCall(tokens) ?? (named ? literalName(tokens) : null);
  if (given !== null) return { syscall: given, bareNumber: null };
  const inside = insideFrom(tokens);
  const path = pathAt(inside, 0);
  const name = path && callNameOf(path.words);
  if (path && name !== null && isCastTail(inside, path.next)) {
    return { syscall: name, bareNumber: null };
  }
  if (path ? !isCastTail(tokens, path.next) : tokens[0]?.kind !== 'number') return null;
  const value = constants.numberOf(tokens, scope);
  if (value === null || value < 0n || value > 0xffff_ffffn) return null;
  const number = Number(value);
  const arch = archUnder(joinCfgs(scope.cfgs), reader.arch);
  return { syscall: syscallByNumber(arch, number)?.name ?? null, bareNumber: number };
}

/** The name in a string alone. */
function literalName(tokens: readonly Token[]): string | null {
  const [literal, more] = tokens;
  if (literal?.kind !== 'literal' || more) return null;
  return /^"([a-z0-9_]+)"$/.exec(literal.text)?.[1] ?? null;
}

/** The architecture whose numbers stand under a predicate: the one in question, where it can. */
function archUnder(cfg: string | null, arch: Arch): Arch {
  if (cfgOn(cfg, arch) !== 'false') return arch;
  return ARCHES.find((other) => cfgOn(cfg, other) === 'true') ?? arch;
}

/** The one entry that the function of a path gives back; null where it gives back none. */
export type BuiltEntries = (
  path: readonly string[],
  modules: readonly string[],
) => FoundEntry | null;

/** An entry that stands by itself. */
export interface FoundEntry {
  readonly segment: Segment;
  readonly scope: Scope;
}

/** Reads entries where a bracket holds them. */
export class EntryReader {
  constructor(
    private readonly reader: Reader,
    private readonly constants: ConstantTable,
    private readonly rules: RuleReader,
    private readonly built: BuiltEntries,
  ) {}

  /** Reads one segment of a list; null, with a problem noted, where it is no entry. */
  entry(segment: Segment, scope: Scope, loop: Loop | null = null): EntryDraft | null {
    const { reader } = this;
    const [tuple, second] = segment.tokens;
    const span = { start: segment.bodyStart, end: segment.end };
    if (isGroup(tuple, '(') && isGroup(second, '(')) {
      reader.problem(span, l10n.t('A comma is missing between two entries of this list.'), true);
      return null;
    }
    const shape =
      madeShape(segment.tokens, reader.makers) ??
      entryShape(segment.tokens, reader.text) ??
      boundShape(segment.tokens, scope, reader) ??
      (loop && nameShape(segment.tokens)) ??
      numberedShape(segment.tokens, reader.text);
    const made = shape ? null : this.madeElsewhere(segment, scope);
    if (made) return made;
    const inner: Scope = { ...scope, cfgs: cfgsOf(scope, segment), binding: null, added: false };
    const named = shape?.maker?.key?.named ?? loop?.named;
    const key = shape ? keyOf(shape.key, inner, reader, this.constants, named) : null;
    if (!shape || !key) {
      reader.problem(span, l10n.t('This entry is not understood: {0}', reader.quote(span)));
      return null;
    }
    return this.draft(segment, shape, key, inner, loop);
  }

  /** The entry that a function gives back, `ioctl_rule()` among builders. */
  private madeElsewhere(segment: Segment, scope: Scope): EntryDraft | null {
    const call = wholeCall(segment.tokens);
    const found = call && !call.macro ? this.built(call.path, scope.modules) : null;
    const draft = found && this.entry(found.segment, found.scope);
    if (!draft) return null;
    const helper = found.scope.owner?.name ?? null;
    const cfg = joinCfgs([...cfgsOf(scope, segment), ...cfgsOf(found.scope, found.segment)]);
    const named = draft.entry.ruleSet && { ...draft.entry.ruleSet, name: helper };
    const ruleSets = named ? [named] : [];
    return { ...draft, entry: { ...draft.entry, cfg, helper, ruleSet: named, ruleSets } };
  }

  private draft(
    segment: Segment,
    shape: EntryShape,
    key: Key,
    scope: Scope,
    loop: Loop | null,
  ): EntryDraft {
    const { reader } = this;
    const { rules, form, keySpan, verb, group } = shape;
    const rows = loop?.rules ? this.inRow(shape, loop.rules, scope) : null;
    const { source, ruleSet: written } = rows ?? this.rulesOf(shape, segment.bodyStart, scope);
    const spread = written && spreadSet(written, scope, reader, this.constants);
    const ruleSet = spread && { ...spread, name: null };
    const place = group?.place;
    const span = place ?? { start: segment.bodyStart, end: segment.end };
    if (source.kind === 'strange') {
      const what = rules ?? span;
      reader.problem(
        what,
        l10n.t('The rules of this entry are not understood: {0}', reader.quote(what)),
      );
    }
    const { line } = reader.located(span);
    const { syscall, bareNumber } = key;
    // Without spreading: an object of so many places is grown by each that follows a spread.
    const entry: Entry = {
      span,
      line,
      syscall,
      bareNumber,
      form,
      made: madeOf(shape) ?? (isGiven(shape.key) && !shape.isBound ? null : ungiven(shape)),
      expanded: expandedBy(shape, reader.text),
      keySpan,
      args: group && (place ? keyLayout(keySpan) : argsLayout(group, reader.text)),
      verb,
      cfg: cfgOf(segment.attributes),
      rules: ruleSet ? inForce(ruleSet.rules, ruleSet.cfg) : source.kind === 'own' ? null : [],
      ruleSet,
      helper: source.kind === 'call' ? (source.path.at(-1) ?? null) : null,
      ruleSets: ruleSet ? [ruleSet] : [],
      rulesSpan: rules && !place ? { start: rules.start, end: rules.end } : null,
      understood: source.kind === 'own',
      comment: this.comment(segment),
    };
    return { entry, source, scope };
  }

  private rulesOf(
    shape: EntryShape,
    start: number,
    scope: Scope,
  ): { source: RuleSource; ruleSet: RuleSet | null } {
    const made = shape.maker?.rules;
    if (made?.kind === 'compared' && shape.group) {
      const set = comparedSet(made, shape.group, scope, this.reader, this.constants);
      if (!set) return { source: { kind: 'strange' }, ruleSet: null };
      return { source: { kind: 'own' }, ruleSet: { ...set, name: null } };
    }
    if (shape.rules && shape.isPushed) {
      const set = this.rules.pushedSet(shape.rules, scope);
      return { source: { kind: set ? 'own' : 'strange' }, ruleSet: set };
    }
    if (shape.rules && shape.compares) return this.comparisons(shape.rules.tokens, scope);
    if (shape.rules) return this.source(shape.rules.tokens, scope);
    if (shape.chain.length === 0) return { source: { kind: 'own' }, ruleSet: null };
    const chain = this.rules.chainSet(shape, start, scope);
    const set = chain && { ...chain, name: null };
    return { source: { kind: set ? 'own' : 'strange' }, ruleSet: set };
  }

  /** Values that a loop over the list makes rules of; null where the row holds no brackets of any. */
  private inRow(
    { rules }: EntryShape,
    made: NonNullable<Loop['rules']>,
    scope: Scope,
  ): { source: RuleSource; ruleSet: RuleSet | null } | null {
    const set = rules && rowSet(made, rules.tokens, scope, this.reader, this.constants);
    if (!set) return null;
    const ruleSet = set.rules.length > 0 ? { ...set, name: null } : null;
    return { source: { kind: 'own' }, ruleSet };
  }

  /** `&[ScmpArgCompare::new(…), …]`: all of them must hold. */
  private comparisons(
    tokens: readonly Token[],
    scope: Scope,
  ): { source: RuleSource; ruleSet: RuleSet | null } {
    const bracket = wholeBracket(tokens);
    const set = bracket && this.rules.singleRule(bracket, scope);
    if (!set) return { source: { kind: 'strange' }, ruleSet: null };
    return { source: { kind: 'own' }, ruleSet: { ...set, name: null } };
  }

  private source(
    tokens: readonly Token[],
    scope: Scope,
  ): { source: RuleSource; ruleSet: RuleSet | null } {
    const own = { kind: 'own' } as const;
    const bracket = wholeBracket(tokens);
    if (bracket) {
      if (bracket.group.inner.length === 0) return { source: own, ruleSet: null };
      const set = this.rules.ruleSet(bracket, scope, true);
      if (set) return { source: own, ruleSet: { ...set, name: null } };
      return { source: { kind: 'strange' }, ruleSet: null };
    }
    const call = wholeCall(tokens);
    if (call && !call.macro) {
      const type = call.path.at(-2);
      const empty = (type === 'Vec' && call.name === 'new') || call.name === 'default';
      if (empty && call.group.inner.length === 0) return { source: own, ruleSet: null };
      return { source: { kind: 'call', path: call.path }, ruleSet: null };
    }
    const path = pathAt(tokens, 0);
    if (path?.words.length === 1 && isPlainTail(tokens, path.next)) {
      return { source: { kind: 'variable', name: path.words[0] ?? '' }, ruleSet: null };
    }
    const mapped = mappedSet(tokens, scope, this.reader, this.constants);
    if (mapped) return { source: own, ruleSet: { ...mapped, name: null } };
    return { source: { kind: 'strange' }, ruleSet: null };
  }

  /** The comment lines right above a segment, and the one behind it on its last line. */
  private comment(segment: Segment): string | null {
    const { lines, text } = this.reader;
    const above: string[] = [];
    let line = lines.lineAt(segment.start);
    const own = text.slice(lines.startOf(line), segment.start).trim() === '';
    while (own && line > 1) {
      const span: Span = { start: lines.startOf(line - 1), end: lines.endOf(line - 1) };
      const [comment] = this.reader.commentsIn(span);
      const alone = comment && text.slice(span.start, comment.start).trim() === '';
      if (!alone || comment.end < span.start + text.slice(span.start, span.end).trimEnd().length)
        break;
      above.unshift(withoutMarks(comment.text));
      line -= 1;
    }
    const last = lines.endOf(lines.lineAt(segment.end));
    const behind = this.reader
      .commentsIn({ start: segment.end, end: last })
      .filter(({ start }) => /^\s*(?:[,;]\s*)?$/.test(text.slice(segment.end, start)))
      .map((comment) => withoutMarks(comment.text));
    const all = [...above, ...behind];
    return all.length > 0 ? all.join('\n') : null;
  }
}

/** How an entry is written again that shows no way to. */
function ungiven({ isPushed }: EntryShape): Made {
  return isPushed ? { ...UNGIVEN, adds: true } : UNGIVEN;
}

function cfgsOf({ cfgs }: Scope, { attributes }: Segment): readonly string[] {
  const cfg = cfgOf(attributes);
  return cfg === null ? cfgs : [...cfgs, cfg];
}

function withoutMarks(comment: string): string {
  return comment.replace(/^\/\/[/!]?|^\/\*+|(?<!\*)\*+\/$/g, '').trim();
}

/**
 * Rules as an entry has them: null, any arguments, where one of them asks for nothing.
 * @param under the predicate that the entry itself is under
 */
export function inForce(
  rules: readonly Rule[],
  under: string | null = null,
): readonly Rule[] | null {
  const free = rules.some(({ conditions, cfg }) => conditions.length === 0 && cfg === under);
  return free || rules.length === 0 ? null : rules;
}

/** In the invocation of a macro: its key alone can be another. */
function keyLayout(key: Span): Layout {
  return { kind: 'bracket', body: key, items: [{ ...key, comma: null }], macro: null };
}

function argsLayout(group: Group, text: string): Layout {
  return layoutOf({ group, macro: null, start: group.start }, segmentsOf(group, text));
}
