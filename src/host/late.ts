import type * as kernelLog from './kernel-log';

/** What follows the kernel's log, which most windows never do. */
export function kernelLogs(): typeof kernelLog {
  return require('./kernel-log') as typeof kernelLog;
}
