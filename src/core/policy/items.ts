import type { Span } from '../text/span';
import type { Group, Token } from './tokens';
import type { Variables } from './variables';

/** What a function gives back, as far as its signature tells. */
export type Returns = 'list' | 'rules' | 'rule' | 'other';

/** A call of `name(…)` or `module::name(…)` in a function, with the cfgs of the arm it stands in. */
export interface CallSite extends Span {
  readonly path: readonly string[];
  readonly cfgs: readonly string[];
  readonly args: Group;
}

/** `let name = tokens;`, and what is added to it later: `name.extend(tokens)`. */
export interface Binding {
  readonly name: string;
  /** The offset at which its value begins, or at which it is added to. */
  readonly at: number;
  /** Whether it is a `let` or a loop's, which begins a variable of that name. */
  readonly begins: boolean;
  readonly tokens: readonly Token[];
}

/** What a name leads to: an arm of a `match`, or a pair of a string and something. */
export interface Arm {
  readonly keys: readonly string[];
  readonly tokens: readonly Token[];
}

/** A function. Its span begins at its visibility or `fn`, and ends with its body. */
export interface FnItem extends Span {
  readonly name: string;
  readonly modules: readonly string[];
  readonly cfg: string | null;
  readonly returns: Returns;
  readonly returnsResult: boolean;
  /** Whether it gives back numbers, of which calls can be: `Vec<i64>`, `&'static [c_long]`. */
  readonly returnsCalls: boolean;
  readonly params: ReadonlySet<string>;
  /** Names of types that its parameters' types are made of. */
  readonly paramTypes: ReadonlySet<string>;
  /** What its braces hold. */
  readonly body: readonly Token[];
  /** The offset of its opening brace. */
  readonly bodyStart: number;
  readonly calls: CallSite[];
  readonly bindings: Binding[];
  /** The bindings that begin a variable, by its name, in the order of the source. */
  readonly lets: Map<string, Variables>;
  readonly arms: Arm[];
}

/** `const NAME: type = value;` or `static`, anywhere. */
export interface ConstItem extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly type: string;
  readonly value: readonly Token[];
  readonly valueSpan: Span;
  readonly modules: readonly string[];
  /** The function that it is local to, or null. */
  readonly owner: FnItem | null;
  readonly cfg: string | null;
}

/** One name that a `use` brings in; `name` is `*` for a glob. */
export interface UseItem extends Span {
  /** The path without its last word. */
  readonly path: readonly string[];
  /** The last word, before `as`. */
  readonly target: string;
  /** What the file calls it. */
  readonly name: string;
  readonly modules: readonly string[];
  readonly owner: FnItem | null;
  /** The braces that it stands in, where they hold nothing but plain names. */
  readonly flatGroup: Group | null;
}

/** Where a bracket stands. */
export interface Scope {
  readonly modules: readonly string[];
  readonly fn: FnItem | null;
  /** The function or constant around it. */
  readonly owner: { readonly name: string; readonly span: Span } | null;
  /** The variable whose `let` or `for` it stands in, or that it is added to. */
  readonly binding: string | null;
  /** Whether it is added to that variable: `binding.extend(…)`. */
  readonly added: boolean;
  /** The function or method whose arguments it stands in. */
  readonly callee: string | null;
  /** The predicates of every `#[cfg]` around it, outermost first. */
  readonly cfgs: readonly string[];
}

export interface Items {
  readonly functions: FnItem[];
  readonly constants: ConstItem[];
  readonly uses: UseItem[];
  /** Names of `macro_rules!` in this file. */
  readonly macros: Set<string>;
  /** The first place whose nesting was too deep to be read. */
  readonly tooDeep: Span | null;
}
