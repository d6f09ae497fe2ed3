/**
 * `text` as one word of a POSIX shell, whatever it holds.
 * @throws RangeError for a NUL, which no argument of a program can hold
 */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('An argument cannot hold a NUL.');
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Whether a text may stand in a line that a person pastes into a terminal. A control character is
 * typed there, quoted or not: Ctrl+C and a line end would leave the quotes and run what follows.
 */
export function isPastable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
