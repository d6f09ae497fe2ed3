/** What every other type has a function of: that two files have one says nothing. */
const OF_EVERY_TYPE: ReadonlySet<string> = new Set(
  'fn new default from into main fmt drop clone eq next deref hash cmp try_from try_into from_str as_ref'.split(
    ' ',
  ),
);

/** `pub(in crate::some::module)`. */
const LONGEST_VISIBILITY = 60;
/** Characters of one expression: more than honest sources declare, far less than V8 refuses. */
const LONGEST_EXPRESSION = 16 * 1024;
/** What a file has that reads or writes of filters; a cargo feature named `seccomp` is in many others. */
const FILTER_WORDS = /\bseccompiler\b|Seccomp|\blibseccomp\b|\bScmp|\bSYS_|\b__NR_/;

/** Whether a file has a word of filters. */
export function isAboutFilters(text: string): boolean {
  return FILTER_WORDS.test(text);
}

/**
 * Names of functions and constants by which files of a crate hang together, read by their shape alone:
 * asked of many files of which few are worth a parse.
 */
export class CrateNames {
  readonly #declared: ReadonlySet<string>;
  /** Finds any of what is declared as a word, in a fraction of the time in which all names are read. */
  readonly #words: RegExp | null;
  readonly #named = new Set<string>();
  /** Texts whose names are gathered when one is asked for that stands in one of them. */
  readonly #unread: string[] = [];

  /** @param text of the source that is asked about */
  constructor(text: string) {
    this.#declared = declaredIn(text, 'fn|const|static');
    this.#words = anyOf(this.#declared);
    this.add(text);
  }

  /** What this file names is looked for too. */
  add(text: string): void {
    this.#unread.push(text);
  }

  /**
   * What a file is worth. `part`: it has a word about filters or a constant, and declares or hands on what
   * is looked for. `between`: it does so with functions alone, as any file of a program may.
   */
  worth(text: string): 'part' | 'between' | null {
    for (const name of declaredIn(text, 'const|static')) if (this.#names(name)) return 'part';
    const kind = isAboutFilters(text) ? 'part' : 'between';
    for (const name of declaredIn(text, 'fn')) if (this.#names(name)) return kind;
    for (const { path, isPublic } of importsIn(text)) {
      if (!isPublic) continue;
      if (path.includes('*') || wordsOf(path).some((word) => this.#names(word))) return kind;
    }
    return null;
  }

  #names(name: string): boolean {
    const word = new RegExp(`\\b${name}\\b`);
    if (this.#unread.some((text) => word.test(text))) {
      for (const text of this.#unread.splice(0)) {
        for (const one of namedIn(text)) this.#named.add(one);
      }
    }
    return this.#named.has(name);
  }

  /** Whether a file names what the source declares. */
  uses(text: string): boolean {
    if (this.#words?.test(text) === false) return false;
    for (const name of namedIn(text)) if (this.#declared.has(name)) return true;
    return false;
  }
}

/** Null where it would be too long. */
function anyOf(words: ReadonlySet<string>): RegExp | null {
  const choice = [...words].join('|');
  return choice.length > LONGEST_EXPRESSION ? null : new RegExp(`\\b(?:${choice})\\b`);
}

function declaredIn(text: string, as: 'fn' | 'const|static' | 'fn|const|static'): Set<string> {
  const found = text.matchAll(new RegExp(`\\b(?:${as})\\s+(?:mut\\s+)?(\\w+)`, 'g'));
  return new Set([...found].flatMap(([, name = '']) => (OF_EVERY_TYPE.has(name) ? [] : name)));
}

/** Functions that are called, ends of paths, what is imported, and words in capitals. */
function* namedIn(text: string): Iterable<string> {
  for (const [, name = ''] of text.matchAll(/(?<![.\w]|\bfn\s)([a-z_]\w*)\s*\(/g)) yield name;
  for (const [, name = ''] of text.matchAll(/::\s*(\w+)/g)) yield name;
  for (const [name] of text.matchAll(/\b[A-Z][A-Z0-9_]*\b/g)) yield name;
  for (const { path } of importsIn(text)) yield* wordsOf(path);
}

/** What each `use` imports; a word of a text that only looks like one does no harm. */
function* importsIn(text: string): Iterable<{ readonly path: string; readonly isPublic: boolean }> {
  for (const statement of text.split(';')) {
    const at = statement.lastIndexOf('use ');
    if (at < 0) continue;
    const before = statement.slice(Math.max(0, at - LONGEST_VISIBILITY), at);
    yield { path: statement.slice(at), isPublic: /\bpub\b/.test(before) };
  }
}

function wordsOf(text: string): string[] {
  return text.match(/\w+/g) ?? [];
}
