import { conditionCall } from './conditions';
import type { FoundEntry } from './entries';
import { BUILDS } from './filters';
import type { FnItem, Scope } from './items';
import { ADD_RULE } from './libseccomp';
import type { FoundStatement } from './lists';
import type { HostRegistration } from './model';
import { bracketAt, isCheck, type Bracket, type Reader } from './reader';
import { readRegistration } from './registrations';
import { isRule } from './rules';
import { Chains, type Chain } from './made/chains';
import { inInvocation } from './macros/entries';
import { constantIn, type Loop } from './made/loops';
import type { Maker } from './made/maker';
import { arrayOf } from './made/origin';
import { madeEntry, madeOfEach, madeStatement } from './made/shapes';
import { boundShape, entryShape, isCallName, isNamedEntry, type EntryShape } from './shapes';
import { mentions } from './mentions';
import {
  callBefore,
  isGroup,
  isMark,
  isWord,
  pathAt,
  segmentsOf,
  statementAt,
  type Call,
  type Segment,
} from './syntax';
import { isCastTail } from './values';
import type { Group, Token } from './tokens';
import { isAsked, keeps, namesCall, noteUnnamed, noteUnread, noteUnreadAt } from './unread';
import { boundTo, generationAt } from './variables';

/** A bracket that was recognised by its shape, read once the whole file's names are known. */
export interface Found {
  readonly kind: Shape;
  readonly bracket: Bracket;
  readonly scope: Scope;
  /** The chain that it is given to a link of. */
  readonly chain: Chain | null;
  readonly loop: Loop | null;
}

/** What a bracket's shape says that it holds. */
type Shape = 'list' | 'rules' | 'rule' | 'empty list' | 'empty rules';

/** Empty brackets that can be what is left of a list. */
export type Blank = Pick<Found, 'bracket' | 'scope' | 'loop'>;

/** Keeps what the walk of one file passes that says something about a filter. */
export class Finder {
  readonly found: Found[] = [];
  readonly blanks: Blank[] = [];
  /** Variables that functions loop over, with what each element is put into by syscallz's method. */
  readonly fed = new Map<FnItem, Map<string, string>>();
  readonly statements: FoundStatement[] = [];
  /** Entries that functions give back. */
  readonly built = new Map<FnItem, FoundEntry>();
  readonly registrations: HostRegistration[] = [];
  readonly filterCalls: { readonly call: Call; readonly scope: Scope }[] = [];

  /** Statements with a number that may be a call's. */
  private readonly perhaps: FoundStatement[] = [];
  private readonly chains = new Chains();
  /** Helpers of the file whose calls were seen. */
  private readonly used = new Set<Maker>();

  constructor(private readonly reader: Reader) {}

  /** The offsets of all that was found. */
  places(): number[] {
    return [
      ...this.found.map(({ bracket }) => bracket.start),
      ...this.statements.map(({ segment }) => segment.start),
      ...[...this.built.values()].map(({ segment }) => segment.start),
      ...this.registrations.map(({ span }) => span.start),
      ...this.filterCalls.map(({ call }) => call.start),
    ];
  }

  /** The walk's visitor: true where it has read the inside itself. */
  visit(group: Group, siblings: readonly Token[], index: number, scope: Scope): boolean {
    if (isCheck(siblings, index)) return true;
    const { makers } = this.reader;
    if (makers.sites.has(group)) return true;
    if (makers.loops.sites.has(group)) return true;
    // What a helper does is told by its calls.
    if (scope.fn && makers.bodies.has(scope.fn.body)) return false;
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
      this.found.push({ kind, bracket, scope, chain: null, loop: this.loopOf(bracket, scope) });
      return true;
    }
    const name = siblings[index - 1];
    const call =
      name?.kind === 'word' && BUILDS.has(name.text) ? callBefore(siblings, index) : null;
    if (call) this.filterCalls.push({ call, scope });
    noteUnread(siblings, index, this.reader);
    return false;
  }

  /** Says of rules of libseccomp in helpers that nothing here calls which they are is not known. */
  noteUncalled(): void {
    for (const maker of this.reader.makers.all()) {
      if (maker.answer !== null && !this.used.has(maker)) noteUnnamed(maker.site, this.reader);
    }
    for (const [group, { start, of, answer }] of this.reader.makers.loops.sites) {
      const name = constantIn(of);
      const isOf = ({ loop, scope, bracket }: Blank): boolean =>
        name === null
          ? arrayOf(of)?.group === bracket.group
          : loop !== null && scope.owner?.name === name;
      const isRead =
        this.blanks.some(isOf) ||
        this.found.some((one) => (name === null || one.kind === 'list') && isOf(one));
      if (!isRead && answer !== null) noteUnnamed({ start, end: group.end }, this.reader);
    }
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
    if (!scope.fn || !isGroup(group) || group.open === '{') return false;
    if (this.made(siblings, index, group, scope)) return true;
    const isNamed = namesCall(group);
    this.noteFed(siblings, index, group, scope.fn);
    if (!isNamed && !isAddedBefore(siblings, index)) {
      return this.numbered(siblings, index, group, scope);
    }
    const { text } = this.reader;
    const written = statementAt(siblings, index, text);
    const shape =
      written &&
      (entryShape(written.tokens, text) ?? boundShape(written.tokens, scope, this.reader));
    if (!written || !shape || !isCallName(shape.key)) return false;
    // `entry(key)` tells what is pushed behind it too.
    if (shape.isPushed && shape.group !== group) return true;
    const segment = inInvocation(written, group);
    if (shape.form === 'builder') this.built.set(scope.fn, { segment, scope });
    if (shape.form !== 'call') return shape.form === 'builder';
    const { receiver, answer } = shape;
    const whole = { segment, scope, block: siblings, receiver, answer };
    this.statements.push({ ...whole, chain: null, type: null });
    return true;
  }

  /** Notes `ctx.allow_syscall(call)` for what `call` is one of: `for call in calls.iter().cloned()`. */
  private noteFed(siblings: readonly Token[], index: number, { inner }: Group, fn: FnItem): void {
    const [element, more] = inner;
    const into = siblings[index - 3];
    if (element?.kind !== 'word' || more || into?.kind !== 'word') return;
    if (!isWord(siblings[index - 1], 'allow_syscall')) return;
    const generation = generationAt(fn, element.text, element.start);
    const [over] = fn.lets.get(element.text)?.beginning(generation)?.tokens ?? [];
    if (over?.kind !== 'word' || generationAt(fn, over.text, over.start) === 0) return;
    const fed = this.fed.get(fn) ?? new Map<string, string>();
    this.fed.set(fn, fed.set(over.text, into.text));
  }

  /** Keeps `rules.insert(41, vec![])` until it is known whether a filter is made of `rules`; false. */
  private numbered(siblings: readonly Token[], index: number, group: Group, scope: Scope): false {
    const [method, dot, into] = [siblings[index - 1], siblings[index - 2], siblings[index - 3]];
    const [key] = group.inner;
    const isNumber = key?.kind === 'number' || (key?.kind === 'word' && /^[A-Z]/.test(key.text));
    if (!isNumber || !isWord(method, 'insert') || !isMark(dot, '.') || into?.kind !== 'word') {
      return false;
    }
    const args = segmentsOf(group, this.reader.text);
    const segment = statementAt(siblings, index, this.reader.text);
    if (args.length !== 2 || !segment || !isCastTail(args[0]?.tokens ?? [], pathEnd(args[0]))) {
      return false;
    }
    const whole = { segment, scope, block: siblings, receiver: into.text, answer: null };
    this.perhaps.push({ ...whole, chain: null, type: null });
    return false;
  }

  /** Tells which entries by number go into a filter of their own function. */
  settle(): void {
    if (this.perhaps.length === 0) return;
    const filtered = new Map<FnItem, Set<string>>();
    for (const { call, scope } of this.filterCalls) {
      const [list] = segmentsOf(call.group, this.reader.text);
      if (!scope.fn || !list) continue;
      const words = filtered.get(scope.fn) ?? new Set<string>();
      filtered.set(scope.fn, words);
      for (const word of mentions(list.tokens).words) words.add(word);
    }
    const sure = this.perhaps.filter(
      ({ scope, receiver }) => scope.fn && filtered.get(scope.fn)?.has(receiver ?? '') === true,
    );
    if (sure.length === 0) return;
    this.statements.push(...sure);
    this.statements.sort((a, b) => a.segment.start - b.segment.start);
    // Their rules are read with them.
    const within = ({ bracket }: Found): boolean =>
      sure.some(
        ({ segment }) => segment.start <= bracket.start && bracket.group.end <= segment.end,
      );
    const others = this.found.filter((one) => !within(one));
    this.found.splice(0, this.found.length, ...others);
  }

  /** Whether a bracket holds the arguments of a function of the file that puts calls on a list. */
  private made(siblings: readonly Token[], index: number, group: Group, scope: Scope): boolean {
    const { makers, text } = this.reader;
    const name = siblings[index - 1];
    if (makers.areNone || name?.kind !== 'word' || group.open !== '(') return false;
    const chain = makers.entry(name.text)
      ? this.chains.at(siblings, index, (one) => makers.entry(one) !== null)
      : null;
    const each = madeOfEach(name.text, group, makers);
    if (each) this.used.add(each.maker);
    const bracket = each && arrayOf(each.given.tokens);
    if (each && !bracket && constantIn(each.given.tokens) === null) {
      noteUnreadAt({ start: name.start, end: group.end }, this.reader);
    }
    const before = siblings[index - 3];
    if (bracket) {
      const into = chain ? chain.root : before?.kind === 'word' ? before.text : null;
      const binding = into ?? scope.binding;
      const loop = loopOver(each.maker, scope);
      this.found.push({
        kind: 'list',
        bracket,
        scope: { ...scope, binding, added: true },
        chain,
        loop,
      });
      return true;
    }
    const dot = siblings[index - 2];
    const whole = chain && dot ? linkOf(dot, name, group) : statementAt(siblings, index, text);
    const shape = whole && madeStatement(whole.tokens, makers);
    if (!whole || (shape?.group !== group && !isPushed(shape, group))) return false;
    const { answer, maker } = shape;
    if (maker) this.used.add(maker);
    const receiver = chain ? (chain.root ?? scope.binding) : shape.receiver;
    const type = maker?.type ?? null;
    const segment = inInvocation(whole, group);
    this.statements.push({ segment, scope, block: siblings, receiver, answer, chain, type });
    return true;
  }

  /** What a function of the file does with each element of a bracket. */
  private loopOf({ group }: Bracket, { fn, owner }: Scope): Loop | null {
    const { loops } = this.reader.makers;
    return fn === null && owner ? loops.ofConstant(owner.name) : loops.ofBracket(group);
  }

  private isEntry(segment: Segment): boolean {
    const { text, makers } = this.reader;
    const made = madeEntry(segment.tokens, makers);
    return made ? isCallName(made.key) : isNamedEntry(segment, text);
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
        if (returns === 'list') return 'empty list';
        if (returns === 'rules') return 'empty rules';
        const before = siblings[bracket.macro === null ? index - 1 : index - 3];
        if (isWhole(before))
          this.blanks.push({ bracket, scope, loop: this.loopOf(bracket, scope) });
      }
      return null;
    }
    const looped = this.loopOf(bracket, scope) !== null;
    if (looped && segments.every(({ tokens }) => isElement(tokens))) return 'list';
    const tuples = returns === 'list' && segments.every(isTuple);
    if (tuples || segments.some((segment) => this.isEntry(segment))) return 'list';
    if (segments.every(({ tokens }) => isCallName(tokens))) {
      return isAsked(siblings, index) || !keeps(scope) ? null : 'list';
    }
    if (segments.some((segment) => isRule(segment, scope, this.reader))) return 'rules';
    const conditions = segments.every(
      ({ tokens }) => conditionCall(boundTo(tokens, scope)) !== null,
    );
    if (conditions) return 'rule';
    return null;
  }
}

/** Whether the arguments at an index are of a method that adds a rule. */
function isAddedBefore(siblings: readonly Token[], index: number): boolean {
  const method = siblings[index - 1];
  return method?.kind === 'word' && ADD_RULE.test(method.text);
}

/** `.allow(libc::SYS_read)` of a chain. */
function linkOf(dot: Token, name: Token, group: Group): Segment {
  const span = { start: dot.start, end: group.end };
  return { ...span, attributes: [], tokens: [name, group], bodyStart: dot.start, comma: null };
}

/** Where the number or the name that a segment begins with ends. */
function pathEnd(segment: Segment | undefined): number {
  return segment ? (pathAt(segment.tokens, 0)?.next ?? 1) : 0;
}

/** A number, a text or the name of a call: what can be looped over. */
function isElement(tokens: readonly Token[]): boolean {
  const [first, more] = tokens;
  const kind = first?.kind;
  return (more === undefined && (kind === 'number' || kind === 'literal')) || isCallName(tokens);
}

/** What a function of the file does with what it is given the brackets of. */
function loopOver({ key, rules, answer }: Maker, { fn }: Scope): Loop | null {
  if (!key || !fn) return null;
  const made = rules?.kind === 'compared' ? rules : null;
  return { ...key, rules: made, answer, body: fn.body, receiver: null, at: 0 };
}

/** Whether a bracket holds the call of the helper whose entry is put on a list. */
function isPushed(shape: EntryShape | null, group: Group): shape is EntryShape {
  return shape !== null && group.inner.some((token) => token === shape.group);
}

/** Whether what stands behind a token is no part of something else: neither of a pair nor of a closure. */
function isWhole(before: Token | undefined): boolean {
  if (before === undefined || isGroup(before) || isWord(before, 'return')) return true;
  return before.kind === 'mark' && ['=', '&', '=>', ';'].includes(before.text);
}

/** `(…)` that can be an entry: a pair that begins with a string is something else. */
function isTuple({ tokens: [tuple] }: Segment): boolean {
  return isGroup(tuple, '(') && tuple.inner[0]?.kind !== 'literal';
}
