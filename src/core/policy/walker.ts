import type { Span } from '../text/span';
import { armAt, keyedPair } from './arms';
import { cfgOfBlock } from './cfg-blocks';
import { additionAt, lentTo } from './additions';
import {
  constantAt,
  functionAt,
  loopAt,
  macroNameAt,
  moduleAt,
  semicolonFrom,
  variableAt,
  type VariableSyntax,
} from './declarations';
import type { Arm, FnItem, Items, Scope } from './items';
import { signatureOf } from './signature';
import {
  attributeAt,
  callAt,
  cfgOf,
  isGroup,
  isMark,
  joinCfgs,
  oneLineOf,
  type Attribute,
} from './syntax';
import type { Group, Token } from './tokens';
import { readUse } from './uses';
import { begin } from './variables';

/**
 * Is asked about every bracket before its inside is walked. True: it has read the inside itself.
 * `siblings[index]` is the bracket.
 */
export type GroupVisitor = (
  group: Group,
  siblings: readonly Token[],
  index: number,
  scope: Scope,
) => boolean;

/** The inside of a bracket that is yet to be walked. */
export interface Task {
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  readonly depth: number;
}

/** One pass over the tokens of one bracket. */
export class Walker {
  private readonly tokens: readonly Token[];
  private readonly scope: Scope;
  private readonly depth: number;
  private at = 0;
  private attributes: Attribute[] = [];
  /** Where the item or statement begins, behind its attributes; null at its beginning. */
  private from: number | null = null;
  private binding: VariableSyntax | null = null;

  constructor(
    task: Task,
    private readonly text: string,
    private readonly items: Items,
    private readonly tasks: Task[],
    private readonly visit: GroupVisitor,
  ) {
    this.tokens = task.tokens;
    this.scope = task.scope;
    this.depth = task.depth;
  }

  run(): void {
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at];
      if (!token) break;
      const attribute = isMark(token, '#') ? attributeAt(this.tokens, this.at, this.text) : null;
      if (attribute) {
        this.attributes.push(attribute.attribute);
        this.at = attribute.next;
        continue;
      }
      this.from ??= token.start;
      if (token.kind === 'word' && this.item(token.text)) continue;
      if (token.kind === 'word') this.note();
      else if (token.kind === 'group') this.group(token);
      else if (token.text === '=>') this.arm(armAt(this.tokens, this.at));
      else if (token.kind === 'mark' && (token.text === ';' || token.text === ',')) this.boundary();
      if (isGroup(token, '{') && this.binding?.loop) this.closeBinding();
      this.at += 1;
      if (isGroup(token, '{') && !this.binding) this.boundary();
    }
    this.closeBinding();
  }

  private descend(tokens: readonly Token[], scope: Scope): void {
    this.tasks.push({ tokens, scope, depth: this.depth + 1 });
  }

  private boundary(): void {
    if (isMark(this.tokens[this.at], ';')) this.closeBinding();
    this.attributes = [];
    this.from = null;
  }

  private closeBinding(): void {
    const { binding, scope } = this;
    if (binding && scope.fn) {
      const tokens = this.tokens.slice(binding.first, this.at);
      const at = this.tokens[binding.first - 1]?.start ?? 0;
      begin(scope.fn, { name: binding.name, at, begins: true, tokens });
    }
    this.binding = null;
  }

  /** The predicates around what follows, those of its own attributes too. */
  private cfgs(): readonly string[] {
    const cfg = this.attributes.length === 0 ? null : cfgOf(this.attributes);
    return cfg === null ? this.scope.cfgs : [...this.scope.cfgs, cfg];
  }

  private inner(change: Partial<Scope>): Scope {
    return { ...this.scope, cfgs: this.cfgs(), ...change };
  }

  private arm(arm: Arm | null): void {
    if (arm) this.scope.fn?.arms.push(arm);
  }

  private group(group: Group): void {
    if (group.open === '(') this.arm(keyedPair(group.inner));
    const cfg = cfgOfBlock(this.tokens, this.at, this.text);
    const around = this.cfgs();
    const scope = this.place(group, cfg === null ? around : [...around, cfg]);
    if (this.visit(group, this.tokens, this.at, scope)) return;
    this.descend(group.inner, scope);
  }

  /** What the inside of a bracket is part of. */
  private place(group: Group, cfgs: readonly string[]): Scope {
    const { scope } = this;
    const method = group.open === '(' ? this.tokens[this.at - 1] : undefined;
    const called = method?.kind === 'word' ? method.text : null;
    const addition = called === null ? null : additionAt(this.tokens, this.at - 3);
    const binding = addition?.name ?? this.binding?.name ?? scope.binding;
    const callee = group.open === '{' ? null : (called ?? scope.callee);
    const added = addition !== null || scope.added;
    const isSame =
      binding === scope.binding &&
      callee === scope.callee &&
      added === scope.added &&
      cfgs === scope.cfgs;
    if (isSame) return scope;
    const { modules, fn, owner } = scope;
    return { modules, fn, owner, cfgs, binding, callee, added };
  }

  /** Reads an item that begins at a word; false where the word begins none. */
  private item(word: string): boolean {
    switch (word) {
      case 'mod':
        return this.module();
      case 'fn':
        return this.function();
      case 'const':
      case 'static':
        return this.constant();
      case 'let':
        return this.variable(variableAt(this.tokens, this.at));
      case 'for':
        return this.variable(loopAt(this.tokens, this.at));
      case 'use':
        return this.use();
      case 'macro_rules!':
      case 'macro_rules':
        return this.macro();
      default:
        return false;
    }
  }

  private module(): boolean {
    const found = moduleAt(this.tokens, this.at);
    if (!found) return false;
    const modules = [...this.scope.modules, found.name];
    this.descend(found.body.inner, this.inner({ modules, fn: null, owner: null }));
    return this.skipTo(found.next);
  }

  private function(): boolean {
    const found = functionAt(this.tokens, this.at);
    if (!found) return false;
    const cfgs = this.cfgs();
    const { modules } = this.scope;
    const fn: FnItem = {
      name: found.name.text,
      modules,
      cfg: joinCfgs(cfgs),
      ...signatureOf(found.signature),
      body: found.body.inner,
      bodyStart: found.body.start,
      calls: [],
      bindings: [],
      lets: new Map(),
      arms: [],
      start: this.from ?? found.name.start,
      end: found.body.end,
    };
    this.items.functions.push(fn);
    const owner = { name: fn.name, span: { start: fn.start, end: fn.end } };
    const scope = { modules, fn, owner, cfgs, binding: null, added: false, callee: null };
    this.descend(found.body.inner, scope);
    return this.skipTo(found.next);
  }

  private constant(): boolean {
    const found = constantAt(this.tokens, this.at);
    if (!found) return false;
    const { name, type, value, valueSpan } = found;
    const span: Span = { start: this.from ?? name.start, end: found.end };
    this.items.constants.push({
      name: name.text,
      nameSpan: { start: name.start, end: name.end },
      type: oneLineOf(this.text, type),
      value,
      valueSpan,
      modules: this.scope.modules,
      owner: this.scope.fn,
      cfg: joinCfgs(this.cfgs()),
      ...span,
    });
    const owner = this.scope.owner ?? { name: name.text, span };
    this.descend(value, this.inner({ owner, binding: name.text }));
    return this.skipTo(found.next);
  }

  private variable(found: VariableSyntax | null): boolean {
    if (!found) return false;
    this.binding = found;
    this.at = found.first;
    return true;
  }

  private use(): boolean {
    const end = semicolonFrom(this.tokens, this.at + 1);
    const from = this.from ?? 0;
    const span = { start: from, end: this.tokens[end]?.end ?? from };
    const { modules, fn } = this.scope;
    this.items.uses.push(
      ...readUse(this.tokens.slice(this.at + 1, end), { modules, owner: fn, ...span }),
    );
    return this.skipTo(end + 1);
  }

  /** A macro's own text holds patterns, not policy. */
  private macro(): boolean {
    const at = macroNameAt(this.tokens, this.at);
    const name = at === null ? undefined : this.tokens[at];
    if (at === null || name?.kind !== 'word') return false;
    this.items.macros.add(name.text);
    return this.skipTo(at + 2);
  }

  private skipTo(next: number): true {
    this.at = next;
    this.attributes = [];
    this.from = null;
    return true;
  }

  /** Notes a call, and what `name.extend(…)` adds to a variable. */
  private note(): void {
    const { fn } = this.scope;
    if (!fn) return;
    const token = this.tokens[this.at];
    if (token?.kind !== 'word' || isMark(this.tokens[this.at - 1], '::')) return;
    const call = callAt(this.tokens, this.at);
    if (call && !call.macro && !isMark(this.tokens[this.at - 1], '.')) {
      const { path, group, start, end } = call;
      fn.calls.push({ path, args: group, start, end, cfgs: this.cfgs() });
    }
    const added = additionAt(this.tokens, this.at);
    if (added) fn.bindings.push(added);
    if (call) fn.bindings.push(...lentTo(call, this.tokens.slice(this.at, call.next)));
  }
}
