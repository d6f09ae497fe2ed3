import { conditionCall } from './conditions';
import type { FoundEntry } from './entries';
import { BUILDS } from './filters';
import type { FnItem, Scope } from './items';
import type { FoundStatement } from './lists';
import type { HostRegistration } from './model';
import { bracketAt, isCheck, type Bracket, type Reader } from './reader';
import { readRegistration } from './registrations';
import { isRule } from './rules';
import { entryShape, isCallName, isNamedEntry } from './shapes';
import { callBefore, isGroup, segmentsOf, statementAt, type Call, type Segment } from './syntax';
import type { Group, Token } from './tokens';
import { isAsked, keeps, namesCall, noteUnread } from './unread';
import { boundTo } from './variables';

/** A bracket that was recognised by its shape, read once the whole file's names are known. */
export interface Found {
  readonly kind: Shape;
  readonly bracket: Bracket;
  readonly scope: Scope;
}

/** What a bracket's shape says that it holds. */
type Shape = 'list' | 'rules' | 'rule' | 'empty list' | 'empty rules';

/** Keeps what the walk of one file passes that says something about a filter. */
export class Finder {
  readonly found: Found[] = [];
  readonly statements: FoundStatement[] = [];
  /** Entries that functions give back. */
  readonly built = new Map<FnItem, FoundEntry>();
  readonly registrations: HostRegistration[] = [];
  readonly filterCalls: { readonly call: Call; readonly scope: Scope }[] = [];

  constructor(private readonly reader: Reader) {}

  /** The walk's visitor: true where it has read the inside itself. */
  visit(_: Group, siblings: readonly Token[], index: number, scope: Scope): boolean {
    if (isCheck(siblings, index)) return true;
    if (this.isExtra(siblings[index])) return true;
    const registration = readRegistration(siblings, index, scope, this.reader);
    if (registration) {
      this.registrations.push(registration);
      return false;
    }
    if (this.statement(siblings, index, scope)) return true;
    const bracket = bracketAt(siblings, index);
    const kind = bracket ? this.shapeOf(bracket, scope, siblings, index) : null;
    if (bracket && kind) {
      this.found.push({ kind, bracket, scope });
      return true;
    }
    const call = callBefore(siblings, index);
    if (call && BUILDS.has(call.name)) this.filterCalls.push({ call, scope });
    noteUnread(siblings, index, this.reader);
    return false;
  }

  /** Whether a bracket holds the further calls of a registration: these are no list. */
  private isExtra(token: Token | undefined): boolean {
    return this.registrations.some(
      ({ extra }) => extra?.layout.body.start === (token?.start ?? 0) + 1,
    );
  }

  /** Whether a bracket holds the arguments of a statement that makes an entry. */
  private statement(siblings: readonly Token[], index: number, scope: Scope): boolean {
    const group = siblings[index];
    if (!scope.fn || !isGroup(group) || group.open === '{' || !namesCall(group)) return false;
    const segment = statementAt(siblings, index, this.reader.text);
    const shape = segment && entryShape(segment.tokens, this.reader.text);
    if (!segment || !shape || !isCallName(shape.key)) return false;
    if (shape.form === 'builder') this.built.set(scope.fn, { segment, scope });
    if (shape.form !== 'call') return shape.form === 'builder';
    const { receiver, answer } = shape;
    this.statements.push({ segment, scope, block: siblings, receiver, answer });
    return true;
  }

  private shapeOf(
    bracket: Bracket,
    scope: Scope,
    siblings: readonly Token[],
    index: number,
  ): Shape | null {
    const { text } = this.reader;
    const segments = segmentsOf(bracket.group, text);
    const returns = scope.fn?.returns ?? 'other';
    if (segments.length === 0) {
      if (bracket.macro === null || bracket.macro === 'vec' || bracket.macro === 'or') {
        return returns === 'list' ? 'empty list' : returns === 'rules' ? 'empty rules' : null;
      }
      return null;
    }
    const tuples = returns === 'list' && segments.every(isTuple);
    if (tuples || segments.some((segment) => isNamedEntry(segment, text))) return 'list';
    if (segments.every(({ tokens }) => isCallName(tokens))) {
      return isAsked(siblings, index) || !keeps(scope) ? null : 'list';
    }
    if (segments.some((segment) => isRule(segment, scope, text))) return 'rules';
    const conditions = segments.every(
      ({ tokens }) => conditionCall(boundTo(tokens, scope)) !== null,
    );
    if (conditions) return 'rule';
    return null;
  }
}

/** `(…)` that can be an entry: a pair that begins with a string is something else. */
function isTuple({ tokens: [tuple] }: Segment): boolean {
  return isGroup(tuple, '(') && tuple.inner[0]?.kind !== 'literal';
}
