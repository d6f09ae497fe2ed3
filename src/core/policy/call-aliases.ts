import { moduleAt, semicolonFrom } from './declarations';
import { namesIn, usesIn, type Names } from './renamed-calls';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Leaf, Token } from './tokens';

/** A bracket with the names that hold in it and not around it. */
interface Place {
  readonly group: Group;
  readonly scope: Scope;
}

interface Scope {
  readonly names: Names;
  readonly outer: Scope | null;
}

/** A file, and the name of the module that it is. */
interface File {
  readonly root: Group;
  readonly modules: readonly string[];
}

/** What can hold a `use` nests no deeper. */
const MAX_DEPTH = 64;
/** Tells at a glance that a text renames no call. */
const RENAMES = /\b(?:SYS_|__NR_)[a-z0-9_]+\s*(?:as\s+[A-Za-z]|;)/;

/**
 * Gives calls that a file names by words of its own, `use libc::SYS_read as READ`, `const READ: i64 =
 * libc::SYS_read`, the names that libc has for them, so that nothing behind it need know of others. The
 * tokens stay where they are: only what they say is another.
 */
export class CallAliases {
  /** The names that stand for a call somewhere. */
  readonly followed = new Set<string>();
  private readonly byModule = new Map<string, Map<string, string>>();

  /** @param files what gives calls names */
  constructor(files: readonly File[]) {
    for (const { root, modules } of files) this.collect(root, modules.at(-1) ?? '');
  }

  /** Whether a text may give a call a name. */
  static areIn(text: string): boolean {
    return RENAMES.test(text);
  }

  /** The same files with the names of libc, whatever was made of them since. */
  applied(files: readonly File[]): readonly Group[] {
    if (![...this.byModule.values()].some(({ size }) => size > 0)) {
      return files.map(({ root }) => root);
    }
    return files.map(({ root, modules }) => this.rewritten(root, modules.at(-1) ?? ''));
  }

  /** Notes what each module names, itself and inside of its functions. */
  private collect(root: Group, module: string): void {
    const tasks = [{ group: root, module, depth: 0 }];
    for (let task = tasks.pop(); task; task = tasks.pop()) {
      const { group, depth } = task;
      for (const [name, call] of namesIn(group.inner)) {
        const own = this.byModule.get(task.module) ?? new Map<string, string>();
        this.byModule.set(task.module, own.set(name, call));
      }
      if (depth >= MAX_DEPTH) continue;
      for (const [at, token] of group.inner.entries()) {
        if (!isGroup(token, '{')) continue;
        const found = moduleAt(group.inner, at - 2);
        const isModule = isWord(group.inner[at - 2], 'mod') && found !== null;
        tasks.push({
          group: token,
          module: isModule ? found.name : task.module,
          depth: depth + 1,
        });
      }
    }
  }

  private rewritten(root: Group, module: string): Group {
    const places: Place[] = [{ group: root, scope: this.scopeOf(root, null, module) }];
    // A list is walked on into what is added to it meanwhile: every bracket behind the one around it.
    for (const { group, scope } of places) {
      let behindUse = -1;
      for (const [at, token] of group.inner.entries()) {
        if (isWord(token, 'use') && at > behindUse) behindUse = semicolonFrom(group.inner, at);
        if (!isGroup(token) || at <= behindUse) continue;
        const isModule = isGroup(token, '{') && isWord(group.inner[at - 2], 'mod');
        const name = isModule ? group.inner[at - 1] : undefined;
        const inner =
          name?.kind === 'word'
            ? this.scopeOf(token, null, name.text)
            : token.open === '{'
              ? this.scopeOf(token, scope, null)
              : scope;
        places.push({ group: token, scope: inner });
      }
    }
    const changed = new Map<Group, Group>();
    for (const { group, scope } of places.reverse()) {
      const inner = this.renamed(group.inner, scope, changed);
      if (inner) changed.set(group, { ...group, inner });
    }
    return changed.get(root) ?? root;
  }

  /** The names that braces bring in, those of a module's functions with the module's own. */
  private scopeOf({ inner }: Group, outer: Scope | null, module: string | null): Scope {
    const names = new Map([...namesIn(inner), ...this.taken(inner)]);
    if (names.size === 0 && outer) return outer;
    const around = outer ?? { names: new Map<string, string>(), outer: null };
    return module === null ? { names, outer: around } : { names, outer: null };
  }

  /** What `use nr::*` and `use super::nr::{read, write}` take over of another module. */
  private taken(tokens: readonly Token[]): Map<string, string> {
    const found = new Map<string, string>();
    for (const { path, target, name } of usesIn(tokens)) {
      const names = this.byModule.get(path.at(-1) ?? '');
      if (!names) continue;
      if (target === '*') for (const [one, call] of names) found.set(one, call);
      const call = names.get(target);
      if (call === undefined) continue;
      found.set(name, call);
      this.followed.add(target);
    }
    return found;
  }

  /** Tokens of one bracket with what was changed inside of them; null where nothing was. */
  private renamed(
    tokens: readonly Token[],
    scope: Scope,
    changed: ReadonlyMap<Group, Group>,
  ): Token[] | null {
    const made: Token[] = [];
    let isChanged = false;
    let behindUse = -1;
    for (const [at, token] of tokens.entries()) {
      if (isWord(token, 'use') && at > behindUse) behindUse = semicolonFrom(tokens, at);
      const other =
        token.kind === 'group'
          ? changed.get(token)
          : token.kind === 'word' && at > behindUse
            ? this.callOf(token, tokens, at, scope)
            : undefined;
      made.push(other ?? token);
      isChanged ||= other !== undefined;
    }
    return isChanged ? made : null;
  }

  /** A word as libc calls the call that it stands for; undefined where it stands for none. */
  private callOf(word: Leaf, tokens: readonly Token[], at: number, scope: Scope): Leaf | undefined {
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    // A constant is no method, function, type, field or part of a path before its last.
    if (before?.kind === 'word' && DECLARES.has(before.text)) return undefined;
    if (isMark(before, '.') || isMark(before, "'")) return undefined;
    if (isGroup(after, '(') || isMark(after, '!') || isMark(after, ':') || isMark(after, '::')) {
      return undefined;
    }
    const module = isMark(before, '::') ? tokens[at - 2] : null;
    const call =
      module === null
        ? find(scope, word.text)
        : module?.kind === 'word'
          ? this.ofModule(module.text, word.text, scope)
          : undefined;
    if (call === undefined) return undefined;
    this.followed.add(word.text);
    return { ...word, text: call };
  }

  private ofModule(module: string, name: string, scope: Scope): string | undefined {
    if (module === 'self' || module === 'crate') return find(scope, name);
    return this.byModule.get(module)?.get(name);
  }
}

const DECLARES: ReadonlySet<string> = new Set(['fn', 'mod', 'const', 'static', 'let', 'struct']);

function find(scope: Scope, name: string): string | undefined {
  for (let at: Scope | null = scope; at; at = at.outer) {
    const call = at.names.get(name);
    if (call !== undefined) return call;
  }
  return undefined;
}
