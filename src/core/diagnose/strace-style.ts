import type { ActionName } from '../abi/types';

/** What a trace must show, given the filter's action and what else can be read. */
export interface TraceScope {
  /** Every call; else only those that scope and arguments need. */
  readonly all: boolean;
  /** `--seccomp-bpf`: calls that are not traced cost nothing. */
  readonly fast: boolean;
}

/** The calls that install filters and make threads. */
const SCOPE = ['seccomp', 'prctl', 'clone', 'clone3', 'fork', 'vfork', 'execve'];

/**
 * What costs least for a filter's mismatch action.
 *
 * - Trap: SIGSYS names the call, traced or not. `--seccomp-bpf` would cost less, but TRAP outranks
 *   TRACE there: the call's own line, and so its arguments, would be missing.
 * - Kill: nothing names the call but the kernel's record, which has no arguments. Without that log all
 *   calls are traced, so that the one which the thread died in has its line.
 * - Log: with `--seccomp-bpf`; traced calls then leave no record (TRACE outranks LOG) and are judged by
 *   the filter's own instructions, all others leave one. Without the kernel's log all are traced.
 * - Errno and the others leave no record and no signal: all are traced and judged by the filter.
 *
 * @param kernelLog whether the kernel's log can be read, and did not drop records
 */
export function scopeFor(action: ActionName | null, kernelLog: boolean): TraceScope {
  switch (action) {
    case 'trap':
      return { all: false, fast: false };
    case 'kill-thread':
    case 'kill-process':
      return { all: !kernelLog, fast: false };
    case 'log':
      return { all: !kernelLog, fast: kernelLog };
    default:
      return { all: true, fast: false };
  }
}

/**
 * strace's arguments, without the command: names of threads (`-Y`), the filters whole (`abbrev`), all
 * arguments as the kernel sees them (`raw`, `-X raw`), and of signals only SIGSYS.
 * @param conditional calls whose arguments some filter looks at, by the source
 * @param version strace's, as a number: 6.1 is 601
 */
export function straceArguments(
  { all, fast }: TraceScope,
  conditional: Iterable<string>,
  version: number,
  file: string,
): readonly string[] {
  const names = [...new Set(['ioctl', ...SCOPE, ...conditional])].filter((name) =>
    /^[a-z_][a-z0-9_]*$/.test(name),
  );
  return [
    '-f',
    ...(fast ? ['--seccomp-bpf'] : []),
    // strace(1): names of threads since 5.16.
    ...(version >= 516 ? ['-Y'] : []),
    '-A',
    ...['-o', file],
    // A `?` lets pass a name that this strace, or this machine, does not know.
    ...['-e', `trace=${all ? 'all' : names.map((name) => `?${name}`).join(',')}`],
    ...['-e', 'abbrev=!seccomp,prctl'],
    ...['-e', `raw=!${SCOPE.join(',')}`],
    ...['-X', 'raw'],
    ...['-e', 'signal=SIGSYS'],
  ];
}
