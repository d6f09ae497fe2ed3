import type * as file from './log-file';

/** What follows a log file, loaded with the first that is followed. */
export function logFile(): typeof file {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is evaluated at the start
  return require('./log-file') as typeof file;
}
