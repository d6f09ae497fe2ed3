/** Calls of which a libc takes one or another for the same purpose, by version and architecture. */
export const EQUIVALENTS: readonly (readonly string[])[] = [
  ['open', 'openat', 'openat2'],
  ['stat', 'newfstatat', 'fstatat64', 'statx'],
  ['access', 'faccessat', 'faccessat2'],
  ['readlink', 'readlinkat'],
  ['mkdir', 'mkdirat'],
  ['unlink', 'unlinkat'],
  ['rename', 'renameat', 'renameat2'],
  ['poll', 'ppoll'],
  ['select', 'pselect6'],
  ['epoll_wait', 'epoll_pwait', 'epoll_pwait2'],
  ['epoll_create', 'epoll_create1'],
  ['eventfd', 'eventfd2'],
  ['inotify_init', 'inotify_init1'],
  ['pipe', 'pipe2'],
  ['dup2', 'dup3'],
  ['accept', 'accept4'],
  ['fork', 'vfork', 'clone', 'clone3'],
  ['getrlimit', 'prlimit64'],
];

/** The other calls for the same purpose; none where there is no such family. */
export function equivalentsOf(syscall: string): readonly string[] {
  const family = EQUIVALENTS.find((calls) => calls.includes(syscall)) ?? [];
  return family.filter((call) => call !== syscall);
}
