import { execFile } from 'node:child_process';
import { SourceError } from './source-file';

/** A file in a commit, `git:REV:PATH` on the command line. */
export interface GitFile {
  readonly revision: string;
  /** From the top of the repository; from the folder at hand where it begins with `./` or `../`. */
  readonly path: string;
}

/** As for files: no Rust source is near this. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads `git:REV:PATH`; null for a text that does not begin with `git:`.
 * @throws SourceError where what follows is not a revision and a path
 */
export function gitFileOf(text: string): GitFile | null {
  const [, rest] = /^git:([\s\S]*)$/.exec(text) ?? [];
  if (rest === undefined) return null;
  const at = rest.indexOf(':');
  const [revision, path] = [rest.slice(0, Math.max(at, 0)), rest.slice(at + 1)];
  // A revision has no blank and no control character (git-check-ref-format), and is no option.
  if (!/^[^-\s\p{Cc}][^\s\p{Cc}]*$/u.test(revision) || path === '' || path.includes('\0')) {
    throw new SourceError(`${text} names no file of a commit: git:REV:PATH does.`);
  }
  return { revision, path };
}

/**
 * The text of a file as a commit has it. git is started without a shell and runs nothing that the
 * repository configures: no pager, no text conversion, no fetching of what a partial clone lacks.
 * @param folder in or under the repository's work tree
 * @throws SourceError, one sentence
 */
export async function readGitFile(
  { revision, path }: GitFile,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const object = `${revision}:${path}`;
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    execFile(
      'git',
      // `show` would print a folder's listing as if it were a file.
      ['--no-pager', 'cat-file', 'blob', '--end-of-options', object],
      {
        cwd: folder,
        encoding: 'buffer',
        maxBuffer: MAX_BYTES,
        env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (signal?.aborted) reject(new Error('git was stopped.', { cause: error }));
        else reject(new SourceError(`git:${object} cannot be read: ${reasonOf(error, stderr)}.`));
      },
    );
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(`git:${object} is not UTF-8 text.`);
  }
}

function reasonOf(error: Error & { code?: unknown }, stderr: Buffer): string {
  if (error.code === 'ENOENT') return 'git is not installed';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it is too large for a source';
  const [said = ''] = stderr.toString('utf8').split('\n');
  if (said.endsWith(': bad file')) return 'it is not a file';
  return said.replace(/^(?:fatal|error): /, '').replace(/\.$/, '') || error.message;
}
