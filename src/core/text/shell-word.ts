/**
 * `text` as one word of a POSIX shell, wherever in a line it stands: one with a `=` is quoted, since
 * in front it would set a variable. A NUL, which no argument can hold, stays one.
 */
export function shellWord(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A program and its arguments as a line, which a shell takes apart into the same words. */
export function lineOfWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/**
 * Whether a text may stand in a line that a person pastes into a terminal. A control character is
 * typed there, quoted or not: Ctrl+C and a line end would leave the quotes and run what follows.
 */
export function isPastable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
