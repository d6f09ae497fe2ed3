import type { Span } from '../text/span';
import type { ConstItem, FnItem, Items, Scope } from './items';
import { signatureOf } from './signature';
import {
  attributeAt,
  callAt,
  cfgOf,
  isGroup,
  isMark,
  isWord,
  joinCfgs,
  oneLineOf,
  type Attribute,
} from './syntax';
import type { Group, Token } from './tokens';
import { readUse } from './uses';

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

interface Task {
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  readonly depth: number;
}

/** No program nests so deep; what lies deeper is left unread, and said so. */
const MAX_DEPTH = 400;

const FILE_SCOPE: Scope = { modules: [], fn: null, owner: null, binding: null, cfgs: [] };

/**
 * Finds functions, modules, constants, `use` and `macro_rules!` wherever they stand, inside macros
 * such as `cfg_if!` too, and shows every other bracket to the visitor. Linear, and iterative.
 */
export function walk(root: Group, text: string, visit: GroupVisitor): Items {
  const items: Items & { tooDeep: Span | null } = {
    functions: [],
    constants: [],
    uses: [],
    macros: new Set(),
    tooDeep: null,
  };
  const tasks: Task[] = [{ tokens: root.inner, scope: FILE_SCOPE, depth: 0 }];
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    if (task.depth > MAX_DEPTH) {
      const first = task.tokens[0];
      if (first) items.tooDeep ??= { start: first.start, end: first.end };
      continue;
    }
    new Walker(task, text, items, tasks, visit).run();
  }
  return items;
}

/** One pass over the tokens of one bracket. */
class Walker {
  private readonly tokens: readonly Token[];
  private readonly scope: Scope;
  private readonly depth: number;
  private at = 0;
  private attributes: Attribute[] = [];
  /** Where the item or statement begins, behind its attributes; null at its beginning. */
  private from: number | null = null;
  private binding: { name: string; first: number } | null = null;

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
      const attribute = attributeAt(this.tokens, this.at, this.text);
      if (attribute) {
        this.attributes.push(attribute.attribute);
        this.at = attribute.next;
        continue;
      }
      this.from ??= token.start;
      if (token.kind === 'word' && this.item(token.text)) continue;
      if (token.kind === 'word') this.note();
      else if (token.kind === 'group') this.group(token);
      else if (token.kind === 'mark' && (token.text === ';' || token.text === ',')) this.boundary();
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
      scope.fn.bindings.push({ name: binding.name, tokens });
    }
    this.binding = null;
  }

  private inner(change: Partial<Scope>): Scope {
    const cfg = cfgOf(this.attributes);
    const cfgs = cfg === null ? this.scope.cfgs : [...this.scope.cfgs, cfg];
    return { ...this.scope, cfgs, ...change };
  }

  private group(group: Group): void {
    const binding = this.binding?.name ?? this.scope.binding;
    const scope = this.inner({ binding });
    if (this.visit(group, this.tokens, this.at, scope)) return;
    this.descend(group.inner, scope);
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
        return this.variable();
      case 'use':
        return this.use();
      // One token where the grammar parses it, two inside another macro.
      case 'macro_rules!':
        return this.macro(this.at + 1);
      case 'macro_rules':
        return isMark(this.tokens[this.at + 1], '!') && this.macro(this.at + 2);
      default:
        return false;
    }
  }

  private module(): boolean {
    const name = this.tokens[this.at + 1];
    const body = this.tokens[this.at + 2];
    if (name?.kind !== 'word' || !isGroup(body, '{')) return false;
    const modules = [...this.scope.modules, name.text];
    this.descend(body.inner, this.inner({ modules, fn: null, owner: null }));
    return this.skipTo(this.at + 3);
  }

  private function(): boolean {
    const name = this.tokens[this.at + 1];
    if (name?.kind !== 'word') return false;
    let end = this.at + 2;
    while (end < this.tokens.length && !isMark(this.tokens[end], ';')) {
      if (isGroup(this.tokens[end], '{')) break;
      end += 1;
    }
    const body = this.tokens[end];
    if (!isGroup(body, '{')) return false;
    const { cfgs } = this.inner({});
    const fn: FnItem = {
      name: name.text,
      modules: this.scope.modules,
      cfg: joinCfgs(cfgs),
      ...signatureOf(this.tokens.slice(this.at + 2, end)),
      calls: [],
      bindings: [],
      start: this.from ?? name.start,
      end: body.end,
    };
    this.items.functions.push(fn);
    const span: Span = { start: fn.start, end: fn.end };
    const scope: Scope = {
      modules: this.scope.modules,
      fn,
      owner: { name: fn.name, span },
      binding: null,
      cfgs,
    };
    this.descend(body.inner, scope);
    return this.skipTo(end + 1);
  }

  private constant(): boolean {
    const at = isWord(this.tokens[this.at + 1], 'mut') ? this.at + 1 : this.at;
    const name = this.tokens[at + 1];
    if (name?.kind !== 'word' || !isMark(this.tokens[at + 2], ':')) return false;
    let equals = at + 3;
    while (equals < this.tokens.length && !isMark(this.tokens[equals], '=')) {
      if (isMark(this.tokens[equals], ';') || isMark(this.tokens[equals], ',')) return false;
      equals += 1;
    }
    let end = equals + 1;
    while (end < this.tokens.length && !isMark(this.tokens[end], ';')) end += 1;
    const [type, first] = [this.tokens[at + 3], this.tokens[equals + 1]];
    const [last, semicolon] = [this.tokens[end - 1], this.tokens[end]];
    if (!type || !first || !last || !semicolon) return false;
    const { cfgs } = this.inner({});
    const span: Span = { start: this.from ?? name.start, end: semicolon.end };
    const constant: ConstItem = {
      name: name.text,
      nameSpan: { start: name.start, end: name.end },
      type: oneLineOf(this.text, {
        start: type.start,
        end: this.tokens[equals]?.start ?? type.end,
      }),
      value: this.tokens.slice(equals + 1, end),
      valueSpan: { start: first.start, end: last.end },
      modules: this.scope.modules,
      owner: this.scope.fn,
      cfg: joinCfgs(cfgs),
      ...span,
    };
    this.items.constants.push(constant);
    const owner = this.scope.owner ?? { name: name.text, span };
    const scope = this.inner({ owner, binding: name.text });
    this.descend(constant.value, scope);
    return this.skipTo(end + 1);
  }

  private variable(): boolean {
    let at = this.at + 1;
    if (isWord(this.tokens[at], 'mut')) at += 1;
    const name = this.tokens[at];
    if (name?.kind !== 'word') return false;
    // Anything else is a pattern: `if let Some(x) = …`.
    if (!isMark(this.tokens[at + 1], '=') && !isMark(this.tokens[at + 1], ':')) return false;
    while (at < this.tokens.length && !isMark(this.tokens[at], '=')) {
      if (isMark(this.tokens[at], ';')) return false;
      at += 1;
    }
    this.binding = { name: name.text, first: at + 1 };
    this.at = at + 1;
    return true;
  }

  private use(): boolean {
    let end = this.at + 1;
    while (end < this.tokens.length && !isMark(this.tokens[end], ';')) end += 1;
    const from = this.from ?? 0;
    const span = { start: from, end: this.tokens[end]?.end ?? from };
    const { modules, fn } = this.scope;
    this.items.uses.push(
      ...readUse(this.tokens.slice(this.at + 1, end), { modules, owner: fn, ...span }),
    );
    return this.skipTo(end + 1);
  }

  /** A macro's own text holds patterns, not policy. */
  private macro(at: number): boolean {
    const name = this.tokens[at];
    if (name?.kind !== 'word') return false;
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
      fn.calls.push({ path, args: group, start, end, cfgs: this.inner({}).cfgs });
    }
    const [dot, method, args] = this.tokens.slice(this.at + 1, this.at + 4);
    if (isMark(dot, '.') && method?.kind === 'word' && isGroup(args, '(')) {
      if (['extend', 'append', 'push', 'extend_from_slice'].includes(method.text)) {
        fn.bindings.push({ name: token.text, tokens: args.inner });
      }
    }
  }
}
