import { addAll } from './add-all';
import type { Span } from '../text/span';
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
import type { FnItem, Items, Scope } from './items';
import { signatureOf } from './signature';
import { joinCfgs } from './segments';
import { oneLineOf } from './syntax';
import type { Token } from './tokens';
import { readUse } from './uses';

/** The inside of a bracket that is yet to be walked. */
export interface Task {
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  readonly depth: number;
}

/** A word at which an item can begin. */
export interface ItemPlace extends Task {
  /** Of the word among the tokens. */
  readonly at: number;
  /** Where the item begins, behind its attributes. */
  readonly from: number | null;
  /** The predicates around it, those of its own attributes too. */
  cfgs(): readonly string[];
}

/** An item that was read, or a variable that is declared: what it is given is yet to be walked. */
export interface ReadItem {
  /** Where the walk goes on among the tokens. */
  readonly next: number;
  readonly variable: VariableSyntax | null;
}

/** Reads the items of one file where the walk comes upon them, and leaves their insides to be walked. */
export class ItemReader {
  constructor(
    private readonly text: string,
    private readonly items: Items,
    private readonly tasks: Task[],
  ) {}

  /** Reads an item that begins at a word; null where the word begins none. */
  read(word: string, place: ItemPlace): ReadItem | null {
    switch (word) {
      case 'mod':
        return this.module(place);
      case 'fn':
        return this.function(place);
      case 'const':
      case 'static':
        return this.constant(place);
      case 'let':
        return variable(variableAt(place.tokens, place.at));
      case 'for':
        return variable(loopAt(place.tokens, place.at));
      case 'use':
        return this.use(place);
      case 'macro_rules!':
      case 'macro_rules':
        return this.macro(place);
      default:
        return null;
    }
  }

  private module(place: ItemPlace): ReadItem | null {
    const found = moduleAt(place.tokens, place.at);
    if (!found) return null;
    const modules = [...place.scope.modules, found.name];
    this.descend(place, found.body.inner, inner(place, { modules, fn: null, owner: null }));
    return itemTo(found.next);
  }

  private function(place: ItemPlace): ReadItem | null {
    const found = functionAt(place.tokens, place.at);
    if (!found) return null;
    const cfgs = place.cfgs();
    const { modules } = place.scope;
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
      start: place.from ?? found.name.start,
      end: found.body.end,
    };
    this.items.functions.push(fn);
    const owner = { name: fn.name, span: { start: fn.start, end: fn.end } };
    const scope = { modules, fn, owner, cfgs, binding: null, added: false, callee: null };
    this.descend(place, found.body.inner, scope);
    return itemTo(found.next);
  }

  private constant(place: ItemPlace): ReadItem | null {
    const found = constantAt(place.tokens, place.at);
    if (!found) return null;
    const { name, type, value, valueSpan } = found;
    const span: Span = { start: place.from ?? name.start, end: found.end };
    this.items.constants.push({
      name: name.text,
      nameSpan: { start: name.start, end: name.end },
      type: oneLineOf(this.text, type),
      value,
      valueSpan,
      modules: place.scope.modules,
      owner: place.scope.fn,
      cfg: joinCfgs(place.cfgs()),
      ...span,
    });
    const owner = place.scope.owner ?? { name: name.text, span };
    this.descend(place, value, inner(place, { owner, binding: name.text }));
    return itemTo(found.next);
  }

  private use(place: ItemPlace): ReadItem | null {
    const end = semicolonFrom(place.tokens, place.at + 1);
    const from = place.from ?? 0;
    const span = { start: from, end: place.tokens[end]?.end ?? from };
    const { modules, fn } = place.scope;
    addAll(
      this.items.uses,
      readUse(place.tokens.slice(place.at + 1, end), { modules, owner: fn, ...span }),
    );
    return itemTo(end + 1);
  }

  /** A macro's own text holds patterns, not policy. */
  private macro(place: ItemPlace): ReadItem | null {
    const at = macroNameAt(place.tokens, place.at);
    const name = at === null ? undefined : place.tokens[at];
    if (at === null || name?.kind !== 'word') return null;
    this.items.macros.add(name.text);
    return itemTo(at + 2);
  }

  private descend({ depth }: ItemPlace, tokens: readonly Token[], scope: Scope): void {
    this.tasks.push({ tokens, scope, depth: depth + 1 });
  }
}

function variable(found: VariableSyntax | null): ReadItem | null {
  return found && { next: found.first, variable: found };
}

function itemTo(next: number): ReadItem {
  return { next, variable: null };
}

function inner(place: ItemPlace, change: Partial<Scope>): Scope {
  return { ...place.scope, cfgs: place.cfgs(), ...change };
}
