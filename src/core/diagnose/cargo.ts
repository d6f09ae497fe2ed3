/** A cargo command parted into what builds and what runs. */
export interface CargoCommand {
  /** Builds all that the command runs and starts none of it; without `cargo` itself. */
  readonly build: readonly string[];
}

const VERBS: Readonly<Record<string, 'run' | 'test'>> = {
  run: 'run',
  r: 'run',
  test: 'test',
  t: 'test',
  bench: 'test',
};

/**
 * How to build what a cargo command runs; null for another command, or a verb that may be anything
 * (`cargo xtask`).
 * @param command its words, the program first
 */
export function cargoCommand(command: readonly string[]): CargoCommand | null {
  const [program = '', ...words] = command;
  if (!/(?:^|\/)cargo$/.test(program)) return null;
  const at = words.findIndex((word) => !word.startsWith('+') && !word.startsWith('-'));
  const verb = words[at] ?? '';
  const kind = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (kind === undefined) return null;
  const end = words.indexOf('--');
  const options = words.slice(at + 1, end === -1 ? undefined : end);
  if (options.some((word) => word.startsWith('--message-format'))) return null;
  const own = kind === 'run' ? withoutArguments(options) : options;
  const build = kind === 'run' ? 'build' : verb;
  return {
    build: [
      ...words.slice(0, at),
      build,
      ...own,
      ...(kind === 'test' ? ['--no-run'] : []),
      '--message-format=json-render-diagnostics',
    ],
  };
}

/** Options of `cargo run` that are followed by a word. */
const TAKES_WORD =
  /^(?:--(?:bin|example|package|features|profile|target|target-dir|manifest-path|jobs|color|config|lockfile-path)|-[pFjZ])$/;

/** `cargo run prog-argument`: what is no option is the program's, also without `--`. */
function withoutArguments(words: readonly string[]): readonly string[] {
  const own: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    own.push(word);
    if (TAKES_WORD.test(word)) own.push(words[++at] ?? '');
  }
  return own;
}

/** A file that cargo built, or found built already. */
export interface Artifact {
  readonly file: string;
  readonly executable: boolean;
}

/** The artifacts in the lines of `--message-format=json`; other lines are skipped. */
export function artifactsOf(messages: string): readonly Artifact[] {
  return messages.split('\n').flatMap((line): Artifact[] => {
    if (!line.startsWith('{"reason":"compiler-artifact"')) return [];
    const { filenames, executable } = messageIn(line);
    const files = Array.isArray(filenames) ? filenames : [];
    return files
      .filter((file): file is string => typeof file === 'string')
      .map((file) => ({ file, executable: file === executable }));
  });
}

/** Nothing where the line is broken: what else writes to cargo's output can come in between. */
function messageIn(line: string): { readonly filenames?: unknown; readonly executable?: unknown } {
  try {
    return JSON.parse(line) as { filenames?: unknown; executable?: unknown };
  } catch {
    return {};
  }
}

/**
 * The target in the path of a program that cargo built for a named one, `…/TARGET/PROFILE/PROGRAM`: its
 * configuration can name it too. A folder named like a target gives its name; null for others.
 */
export function targetIn(program: string): string | null {
  const folders = program.split('/').slice(0, -1);
  if (['deps', 'examples'].includes(folders.at(-1) ?? '')) folders.pop();
  const folder = folders.at(-2) ?? '';
  return /^\w+(?:-[\w.]+){1,3}$/.test(folder) ? folder : null;
}

/**
 * The environment variable that names what cargo starts its programs by, for a target triple: it takes
 * the place of a runner in cargo's own configuration.
 */
export function runnerVariable(triple: string): string {
  return `CARGO_TARGET_${triple.toUpperCase().replaceAll(/[-.]/g, '_')}_RUNNER`;
}

/** The files that a `.d` file of rustc's says something was built from: make's rules, `\ ` a space. */
export function sourcesOf(depInfo: string): readonly string[] {
  return depInfo.split('\n').flatMap((line) => {
    const at = line.indexOf(': ');
    if (at === -1 || line.startsWith('#')) return [];
    return line
      .slice(at + 2)
      .split(/(?<!\\) /)
      .map((file) => file.replaceAll('\\ ', ' ').trim())
      .filter((file) => file !== '');
  });
}
