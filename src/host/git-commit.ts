import { posix } from 'node:path';
import type { CrateStore } from './crate-files';
import { asSourceError, git, readGitFile, type GitFile, type GitRun } from './git-file';
import { SourceError } from './source-file';

/** The names of a million files fit. */
const MAX_LISTING = 128 * 1024 * 1024;

/** The files of one commit, by their paths from the repository's top. */
export class GitCommit implements CrateStore {
  private constructor(
    private readonly revision: string,
    private readonly names: ReadonlySet<string>,
    private readonly run: GitRun,
  ) {}

  /** @throws SourceError where there is no such commit, or git cannot list its files */
  static async open(revision: string, run: GitRun): Promise<GitCommit> {
    const args = [
      'ls-tree',
      '-r',
      '-z',
      '--name-only',
      '--full-tree',
      '--end-of-options',
      revision,
    ];
    const listing = await git(args, { ...run, limit: MAX_LISTING }).catch(
      asSourceError(`git:${revision}`),
    );
    return new GitCommit(revision, new Set(listing.toString('utf8').split('\0')), run);
  }

  exists(path: string): Promise<boolean> {
    return Promise.resolve(this.names.has(path));
  }

  /** Null also for what is no text. */
  async read(path: string): Promise<string | null> {
    if (!this.names.has(path)) return null;
    return readGitFile({ revision: this.revision, path }, this.run).catch((error: unknown) => {
      if (error instanceof SourceError) return null;
      throw error;
    });
  }
}

/**
 * The path of a file from the repository's top.
 * @throws SourceError, one sentence
 */
export async function fromTop({ revision, path }: GitFile, run: GitRun): Promise<string> {
  if (!/^\.\.?\//.test(path)) return path;
  const args = ['rev-parse', '--show-prefix'];
  const prefix = await git(args, run).catch(asSourceError(`git:${revision}:${path}`));
  return posix.join(prefix.toString('utf8').replace(/\n$/, ''), path);
}
