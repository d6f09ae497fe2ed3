/**
 * `text` as one word of a POSIX shell, whatever it holds.
 * @throws RangeError for a NUL, which no argument of a program can hold
 */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('An argument cannot hold a NUL.');
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
