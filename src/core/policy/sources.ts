import { addAll } from './add-all';
import { CallAliases } from './call-aliases';
import { OwnMacros } from './macros/expand';
import type { CrateFile } from './crate';
import type { RustSyntax } from './parser';
import { lineEndsIn } from '../text/lines';
import type { Span } from '../text/span';
import { SyntaxOf, withTree } from './syntax-of';
import { lexed, type Comment, type Group, type LexedText } from './tokens';

const NOTHING: Group = { kind: 'group', open: '{', start: 0, end: 0, inner: [], closed: true };

/** A file among those that are read as one text. */
interface Part {
  /** null for the source itself. */
  readonly path: string | null;
  readonly start: number;
  /** The line of the whole text at which it begins, from 1. */
  readonly line: number;
  readonly root: Group;
  /** Its module, from `crate` on; none for the source itself. */
  readonly modules: readonly string[];
}

/** What is read as one text, file by file. */
export interface SourceParts {
  readonly text: string;
  readonly parts: readonly Part[];
  readonly comments: readonly Comment[];
  /** Of the source itself. */
  readonly errors: readonly Span[];
  /** Why the source itself is not parsed. */
  readonly hopeless: LexedText['hopeless'];
  /** Names of the sources' own that stand for a call and are read as it. */
  readonly followed: ReadonlySet<string>;
  /** Invocations of own macros that list calls and are not read. */
  readonly unexpanded: readonly Span[];
  /** Whether nothing is read in other words than it is written in. */
  readonly isAsWritten: boolean;
  /** The file that an offset lies in. */
  at(offset: number): Part;
}

/**
 * A source and other files of its crate as one text: the source first, so that its offsets are its
 * own. Each file is parsed by itself, since an error in one must not spoil the next.
 */
export class Sources implements SourceParts {
  readonly text: string;
  readonly parts: readonly Part[];
  readonly comments: readonly Comment[];
  readonly hopeless: LexedText['hopeless'];
  readonly followed: ReadonlySet<string>;
  readonly unexpanded: readonly Span[];
  readonly isAsWritten: boolean;
  /** Of the source itself, which is parsed when it is first asked for an error: nothing else is in its tree. */
  readonly syntax: SyntaxOf;

  constructor(parser: RustSyntax, source: string, files: readonly CrateFile[]) {
    const main = lexed(source);
    this.syntax = new SyntaxOf(parser, source, main);
    const parts: Part[] = [{ path: null, start: 0, line: 1, root: main.root, modules: [] }];
    const comments = [...main.comments];
    let text = source;
    let line = 2 + lineEndsIn(source);
    for (const { path, text: more, modules } of files) {
      const start = text.length + 1;
      const { root, comments: own, errors, hopeless } = lexed(more, start);
      // Of what cannot be parsed nothing is believed.
      if (errors.length > 0 || hopeless !== null || !isSound(parser, more)) continue;
      parts.push({ path, start, line, root, modules: ['crate', ...modules] });
      addAll(comments, own);
      text += `\n${more}`;
      line += lineEndsIn(more) + 1;
    }
    const { roots, followed, unread } = plainly(text, parts);
    this.parts = parts.map((part, at) => ({ ...part, root: roots[at] ?? part.root }));
    this.isAsWritten = parts.every(({ root }, at) => root === roots[at]);
    this.followed = followed;
    this.unexpanded = unread;
    this.hopeless = main.hopeless;
    this.text = text;
    this.comments = comments;
  }

  get errors(): readonly Span[] {
    return this.syntax.errors;
  }

  at(offset: number): Part {
    const found = this.parts.findLast(({ start }) => start <= offset) ?? this.parts[0];
    if (!found) throw new Error('unreachable: the source itself is a part');
    return found;
  }
}

/** The files with calls under their own names, and with what their own macros make of them. */
function plainly(
  text: string,
  files: readonly Pick<Part, 'root' | 'modules'>[],
): {
  readonly roots: readonly Group[];
  readonly followed: ReadonlySet<string>;
  readonly unread: readonly Span[];
} {
  const aliases = CallAliases.areIn(text) ? new CallAliases(files) : null;
  const named = aliases?.applied(files) ?? files.map(({ root }) => root);
  const followed = aliases?.followed ?? new Set<string>();
  const macros = OwnMacros.areIn(text) ? new OwnMacros(named) : null;
  if (!macros || macros.isEmpty) return { roots: named, followed, unread: [] };
  const made = files.map(({ modules }, at) => ({
    root: macros.expanded(named[at] ?? NOTHING),
    modules,
  }));
  const roots = aliases?.applied(made) ?? made.map(({ root }) => root);
  return { roots, followed, unread: macros.unread };
}

function isSound(parser: RustSyntax, text: string): boolean {
  return withTree(parser, text, ({ rootNode }) => !rootNode.hasError);
}
