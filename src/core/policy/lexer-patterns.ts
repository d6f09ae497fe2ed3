/** Marks of more than one character, but `&&` and `||`; `<<` and `>>` are mostly two brackets. */
export const LONG_MARKS: ReadonlySet<string> = new Set(
  '... ..= <<= :: -> => .. == != <= >= += -= *= /= %= ^= &= |='.split(' '),
);
/** What a mark of several characters has as its second. */
export const LONGER: ReadonlySet<string> = new Set('.=<>:&|');
/** Marks that no longer one begins with. */
export const SHORT_MARKS: ReadonlySet<string> = new Set('()[]{},;#?@~');
/** Behind these a `&&` is two references, and a `||` a closure without parameters. */
export const NO_OPERAND = /^(?:as|break|else|if|in|let|match|move|mut|ref|return|static|while)$/;
export const LITERAL = /(?:b|c|br|cr|r)(?=["'#])/y;
export const HASHES = /#*/y;
export const BLANKS = /[\t-\r ]+/y;
export const ASCII_WORD = /\w+/y;
export const WORD = /(?:r#)?[\p{ID_Start}_][\p{ID_Continue}\u200c\u200d]*/uy;
export const NUMBER =
  /0x[\da-fA-F_]+(?:[iu](?:8|16|32|64|128|size))?|0[bo][\d_]+(?:[iu](?:8|16|32|64|128|size))?|\d[\d_]*/y;
export const FRACTION = /(?:\.(?![.\p{ID_Start}_])[\d_]*)?(?:[eE][+-]?_*\d[\d_]*)?/uy;
export const SUFFIX = /(?:[iu](?:8|16|32|64|128|size)|f32|f64)?/y;
export const CHAR =
  /b?'(?:\\(?:[^xu]|u[\da-fA-F]{4}|u\{[\da-fA-F_]+\}|x[\da-fA-F]{2})|[^\\'])?'/suy;
export const METAVARIABLE = /\$[\p{ID_Start}_][\p{ID_Continue}]*/uy;
export const SHEBANG = /#![ \t]*[^\s[].*/y;

/** Where a sticky pattern that begins at an offset ends; the offset where it does not match. */
export function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** @returns the offset behind its closing `"`; -1 where it has none */
export function stringEnd(text: string, quote: number): number {
  for (let end = quote + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === 0x5c) end += 1;
    else if (code === 0x22) return end + 1;
  }
  return -1;
}

/** Block comments nest. @returns the offset behind it; -1 where it has no end */
export function blockCommentEnd(text: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start + 2;
  let depth = 1;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return -1;
}
