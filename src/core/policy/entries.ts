import * as l10n from '@vscode/l10n';
import type { Span } from '../text/span';
import { boundShape, numberedShape } from './call-shapes';
import { commentOf } from './entry-comment';
import { keyOf, type Key } from './entry-key';
import { inForce } from './entry-rules';
import { nameShape, type EntryShape } from './entry-shape';
import type { FoundEntry } from './found';
import type { Scope } from './items';
import { expandedBy, isGiven, UNGIVEN } from './macros/entries';
import type { Loop } from './made/loops';
import type { Made } from './made/made';
import { madeOf, madeShape } from './made/shapes';
import type { Entry } from './entry';
import type { Layout } from './places';
import { layoutOf, type Reader } from './reader';
import type { RuleReader } from './rules';
import { entryShape } from './shapes';
import { wholeCall } from './calls';
import { cfgOf, joinCfgs, segmentsOf, type Segment } from './segments';
import { isGroup } from './syntax';
import type { Group } from './tokens';
import type { ConstantTable } from './values';
import { WrittenRules, type RuleSource } from './written-rules';

/** An entry whose helper is not followed yet. */
export interface EntryDraft {
  readonly entry: Entry;
  readonly source: RuleSource;
  readonly scope: Scope;
}

/** The one entry that the function of a path gives back; null where it gives back none. */
export type BuiltEntries = (
  path: readonly string[],
  modules: readonly string[],
) => FoundEntry | null;

/** Reads entries where a bracket holds them. */
export class EntryReader {
  private readonly written: WrittenRules;

  constructor(
    private readonly reader: Reader,
    private readonly constants: ConstantTable,
    rules: RuleReader,
    private readonly built: BuiltEntries,
  ) {
    this.written = new WrittenRules(reader, constants, rules);
  }

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
    const { source, ruleSet } = this.written.of(shape, segment.bodyStart, scope, loop);
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
      comment: commentOf(segment, reader),
    };
    return { entry, source, scope };
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

/** In the invocation of a macro: its key alone can be another. */
function keyLayout(key: Span): Layout {
  return { kind: 'bracket', body: key, items: [{ ...key, comma: null }], macro: null };
}

function argsLayout(group: Group, text: string): Layout {
  return layoutOf({ group, macro: null, start: group.start }, segmentsOf(group, text));
}
