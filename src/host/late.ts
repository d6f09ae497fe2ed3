import type * as kernelLog from './kernel-log';

/** What follows the kernel's log, which most windows never do. */
export function kernelLogs(): typeof kernelLog {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is evaluated at the start
  return require('./kernel-log') as typeof kernelLog;
}
