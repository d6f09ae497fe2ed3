import * as l10n from '@vscode/l10n';
import { execFile } from 'node:child_process';
import { SourceError } from './source-file';

/** A file in a commit, `git:REV:PATH` on the command line. */
export interface GitFile {
  readonly revision: string;
  /** From the top of the repository; from the folder at hand where it begins with `./` or `../`. */
  readonly path: string;
}

/** As for files: no Rust source is near this. */
const MAX_SOURCE = 16 * 1024 * 1024;

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
 * The text of a file as a commit has it.
 * @throws SourceError, one sentence
 */
export async function readGitFile({ revision, path }: GitFile, run: GitRun): Promise<string> {
  const object = `${revision}:${path}`;
  // `show` would print a folder's listing as if it were a file.
  const args = ['cat-file', 'blob', '--end-of-options', object];
  const bytes = await git(args, run).catch(asSourceError(`git:${object}`));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(l10n.t('{0} is not UTF-8 text.', `git:${object}`));
  }
}

/** For a `catch`: that something cannot be read, and what git said about it. */
export function asSourceError(what: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof GitError)) throw error;
    throw new SourceError(l10n.t('{0} cannot be read: {1}.', what, error.message));
  };
}

/** Why git did not do what it was asked, without a stop. */
export class GitError extends Error {
  /** @param said what it printed about it, which may be nothing */
  constructor(
    message: string,
    readonly said: string,
  ) {
    super(message);
  }
}

/** How git is started. */
export interface GitRun {
  /** In or under the repository's work tree. */
  readonly folder: string;
  /** Where git is; else it is looked for as a shell would. */
  readonly program?: string;
  readonly signal?: AbortSignal | undefined;
  /** What it may print at most, in bytes; else what a source may have. */
  readonly limit?: number;
}

/**
 * What a git command prints. It is started without a shell and runs nothing that the repository
 * configures: no pager, no text conversion, no fetching of what a partial clone lacks.
 * @throws GitError
 */
export async function git(args: readonly string[], run: GitRun): Promise<Buffer> {
  const { folder, program = 'git', signal, limit = MAX_SOURCE } = run;
  return new Promise<Buffer>((resolve, reject) => {
    execFile(
      program,
      ['--no-pager', ...args],
      {
        cwd: folder,
        encoding: 'buffer',
        maxBuffer: limit,
        env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (signal?.aborted) reject(new Error('git was stopped.', { cause: error }));
        else reject(new GitError(reasonOf(error, stderr), stderr.toString('utf8')));
      },
    );
  });
}

function reasonOf(error: Error & { code?: unknown }, stderr: Buffer): string {
  if (error.code === 'ENOENT') return l10n.t('git is not installed');
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return l10n.t('it is too large');
  const [said = ''] = stderr.toString('utf8').split('\n');
  if (said.endsWith(': bad file')) return l10n.t('it is not a file');
  return said.replace(/^(?:fatal|error): /, '').replace(/\.$/, '') || error.message;
}
