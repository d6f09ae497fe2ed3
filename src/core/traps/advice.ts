import * as l10n from '@vscode/l10n';
import { iocText, requestsByValue } from '../abi/ioctls';
import type { UnnamedRecord } from '../records/record';
import type { Trap } from './trap';

/**
 * What a person can do to learn which call a message is about. seccompiler installs its filters
 * without SECCOMP_FILTER_FLAG_LOG, so that of Trap, Errno and Trace the kernel writes no record,
 * whatever `kernel.seccomp.actions_logged` says (kernel/seccomp.c, seccomp_log). The message of a
 * shell or of the kernel is of a process that the signal has ended, so that a kill is as likely, and
 * that has a record. Plain text.
 */
export function unnamedAdvice({ source }: Pick<UnnamedRecord, 'source'>): string {
  switch (source) {
    case 'audit':
    case 'shell':
      return [
        l10n.t(
          'Where the filter kills, the kernel’s log has a record that names the call: watch that log.',
        ),
        trapWritesNothing(),
      ].join(' ');
    default:
      return [
        trapWritesNothing(),
        l10n.t('Some programs also write the number to their standard error.'),
      ].join(' ');
  }
}

function trapWritesNothing(): string {
  return l10n.t(
    'A filter whose mismatch action is Trap leaves no record: set it to Log and run again, or run the program under "strace -f", whose SIGSYS line names the call.',
  );
}

/** What is known of an ioctl whose request is not; null for what has no request or is known. */
export function requestAdvice(trap: Trap): string | null {
  if (trap.request !== null || trap.syscall?.name !== 'ioctl') return null;
  const { arch, maybe = [] } = trap;
  const why = l10n.t('Its request is not known, for the kernel’s records have no arguments.');
  if (arch === null || maybe.length === 0) return why;
  const names = maybe.map((value) => {
    const known = new Set(requestsByValue(arch, value).map(({ name }) => name));
    return known.size > 0 ? [...known].join(l10n.t(' or ')) : iocText(arch, value);
  });
  const maybes = l10n.t(
    'Of this time there are lines with {0}, and nothing says which of them, if any, is of this thread.',
    names.join(', '),
  );
  return `${why} ${maybes}`;
}
