/** A command as it is run. */
export interface CommandLine {
  /** The program, then its arguments; empty where nothing was typed. */
  readonly words: readonly string[];
  /** What is set for it over the environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** What only a shell gives a meaning to, outside of quotes. */
const SHELL = /[$`|&;<>(){}*?[\]~#!\n]/;
/** Inside of double quotes. */
const SHELL_QUOTED = /[$`!\\]/;
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/**
 * A command as a person types it: `NAME=value` words before the program set its environment. What
 * needs a shell goes to `sh` whole, and is then not seen to be a cargo command.
 */
export function commandOf(line: string): CommandLine {
  const words = wordsOf(line.trim());
  if (words?.length === 0) return { words, env: {} };
  const program = words?.findIndex((word) => !ASSIGNMENT.test(word)) ?? -1;
  if (words === null || program === -1) return { words: ['/bin/sh', '-c', line.trim()], env: {} };
  const env = words.slice(0, program).map((word): [string, string] => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(word) ?? [];
    return [name, value];
  });
  return { words: words.slice(program), env: Object.fromEntries(env) };
}

/** The words of a line that needs no shell; null where it needs one. */
function wordsOf(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === "'" || character === '"') {
      const end = line.indexOf(character, at + 1);
      const inside = line.slice(at + 1, end);
      if (end === -1 || (character === '"' && SHELL_QUOTED.test(inside))) return null;
      word = (word ?? '') + inside;
      at = end;
    } else if (character === ' ' || character === '\t') {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === '\\' || SHELL.test(character)) {
      return null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return words;
}
