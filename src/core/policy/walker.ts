import { addAll } from './add-all';
import { armAt, keyedPair } from './arms';
import { cfgOfBlock } from './cfg-blocks';
import { additionAt, lentTo } from './additions';
import type { VariableSyntax } from './declarations';
import type { ItemPlace, ItemReader, Task } from './item-reader';
import type { Arm, Scope } from './items';
import { callAt } from './calls';
import { attributeAt, cfgOf, type Attribute } from './segments';
import { holdsMore, isMark } from './syntax';
import type { Group, Token } from './tokens';
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

/** One pass over the tokens of one bracket. */
export class Walker implements ItemPlace {
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  readonly depth: number;
  at = 0;
  private attributes: Attribute[] = [];
  /** Where the item or statement begins, behind its attributes; null at its beginning. */
  from: number | null = null;
  private binding: VariableSyntax | null = null;

  constructor(
    task: Task,
    private readonly text: string,
    private readonly items: ItemReader,
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
      if (token.kind === 'mark' && token.text === '#' && this.attribute()) continue;
      this.from ??= token.start;
      if (token.kind === 'word') {
        if (this.item(token.text)) continue;
        this.note();
      } else if (token.kind === 'group') this.group(token);
      else if (token.kind === 'mark') this.mark(token.text);
      this.at += 1;
      if (token.kind === 'group' && token.open === '{' && !this.binding) this.boundary();
    }
    this.closeBinding();
  }

  /** Whether an attribute begins here: the walk is behind it then. */
  private attribute(): boolean {
    const found = attributeAt(this.tokens, this.at, this.text);
    if (!found) return false;
    this.attributes.push(found.attribute);
    this.at = found.next;
    return true;
  }

  private mark(text: string): void {
    if (text === '=>') this.arm(armAt(this.tokens, this.at));
    else if (text === ';' || text === ',') this.boundary();
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
  cfgs(): readonly string[] {
    const cfg = this.attributes.length === 0 ? null : cfgOf(this.attributes);
    return cfg === null ? this.scope.cfgs : [...this.scope.cfgs, cfg];
  }

  private arm(arm: Arm | null): void {
    if (arm) this.scope.fn?.arms.push(arm);
  }

  private group(group: Group): void {
    if (group.open === '(') this.arm(keyedPair(group.inner));
    const cfg = cfgOfBlock(this.tokens, this.at, this.text);
    const around = this.cfgs();
    const scope = this.place(group, cfg === null ? around : [...around, cfg]);
    const isRead = this.visit(group, this.tokens, this.at, scope);
    if (!isRead && holdsMore(group)) this.descend(group.inner, scope);
    if (group.open === '{' && this.binding?.loop) this.closeBinding();
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

  /** Whether an item begins at a word: it is read then, and the walk is behind its head. */
  private item(word: string): boolean {
    const read = this.items.read(word, this);
    if (!read) return false;
    this.at = read.next;
    if (read.variable) {
      this.binding = read.variable;
      return true;
    }
    this.attributes = [];
    this.from = null;
    return true;
  }

  /** Notes a call, and what `name.extend(…)` adds to a variable. */
  private note(): void {
    const { fn } = this.scope;
    if (!fn || isMark(this.tokens[this.at - 1], '::')) return;
    const call = callAt(this.tokens, this.at);
    if (call && !call.macro && !isMark(this.tokens[this.at - 1], '.')) {
      const { path, group, start, end } = call;
      fn.calls.push({ path, args: group, start, end, cfgs: this.cfgs() });
    }
    const added = additionAt(this.tokens, this.at);
    if (added) fn.bindings.push(added);
    if (call) addAll(fn.bindings, lentTo(call, this.tokens, this.at));
  }
}
