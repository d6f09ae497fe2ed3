import { homedir } from 'node:os';
import path from 'node:path';

/** The project's own folder, absolute. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

/** Scratch that belongs to this clone: screenshots, test results, the copy that `npm start` opens. */
export const scratchFolder = path.join(projectRoot, '.cache');

/**
 * Where editors are kept between runs and between clones: `$SECCOMP_LENS_CACHE`, else
 * `$XDG_CACHE_HOME/seccomp-lens`, else `~/.cache/seccomp-lens`. Absolute; may not exist yet.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['SECCOMP_LENS_CACHE'];
  if (own !== undefined && own !== '') return path.resolve(own);
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG specification wants a relative path here ignored.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache');
  return path.join(base, 'seccomp-lens');
}
