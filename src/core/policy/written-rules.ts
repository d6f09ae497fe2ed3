import type { Scope } from './items';
import type { EntryShape } from './entry-shape';
import { comparedSet, mappedSet, rowSet, spreadSet } from './made/compared';
import type { Loop } from './made/loops';
import type { RuleSet } from './entry';
import { wholeBracket, type Reader } from './reader';
import type { RuleReader } from './rules';
import { isPlainTail, pathAt, wholeCall } from './calls';
import type { Token } from './tokens';
import type { ConstantTable } from './values';

/** Where the rules of an entry are to be looked for once the whole file is read. */
export type RuleSource =
  | { readonly kind: 'own' }
  | { readonly kind: 'call'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'strange' };

/** What an entry says of its rules. */
interface Written {
  readonly source: RuleSource;
  /** Those that are written inside it. */
  readonly ruleSet: RuleSet | null;
}

/** Reads the rules of an entry as they are written, by the entry's shape. */
export class WrittenRules {
  constructor(
    private readonly reader: Reader,
    private readonly constants: ConstantTable,
    private readonly rules: RuleReader,
  ) {}

  /**
   * @param start where the entry begins
   * @param loop what is done with each element of the entry's list
   */
  of(shape: EntryShape, start: number, scope: Scope, loop: Loop | null): Written {
    const rows = loop?.rules ? this.inRow(shape, loop.rules, scope) : null;
    const { source, ruleSet } = rows ?? this.plain(shape, start, scope);
    const spread = ruleSet && spreadSet(ruleSet, scope, this.reader, this.constants);
    return { source, ruleSet: spread && { ...spread, name: null } };
  }

  private plain(shape: EntryShape, start: number, scope: Scope): Written {
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
  ): Written | null {
    const set = rules && rowSet(made, rules.tokens, scope, this.reader, this.constants);
    if (!set) return null;
    const ruleSet = set.rules.length > 0 ? { ...set, name: null } : null;
    return { source: { kind: 'own' }, ruleSet };
  }

  /** `&[ScmpArgCompare::new(…), …]`: all of them must hold. */
  private comparisons(tokens: readonly Token[], scope: Scope): Written {
    const bracket = wholeBracket(tokens);
    const set = bracket && this.rules.singleRule(bracket, scope);
    if (!set) return { source: { kind: 'strange' }, ruleSet: null };
    return { source: { kind: 'own' }, ruleSet: { ...set, name: null } };
  }

  private source(tokens: readonly Token[], scope: Scope): Written {
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
}
