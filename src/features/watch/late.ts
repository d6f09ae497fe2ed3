import type * as file from './log-file';

/** What follows a log file, loaded with the first that is followed. */
export function logFile(): typeof file {
  return require('./log-file') as typeof file;
}
