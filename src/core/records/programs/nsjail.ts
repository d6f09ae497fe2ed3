import type { ProgramForm } from './form';

const VIOLATION = /\bpid=(\d{1,10}) committed a syscall\/seccomp violation\b/;

/**
 * nsjail's report on a child that SIGSYS ended (subproc.cc). The `SiSyscall: 31` of its other line is
 * read from a siginfo of SIGCHLD and is the signal's number, no call's.
 */
export const nsjail: ProgramForm = {
  needles: ['syscall/seccomp violation'],
  read(text) {
    const match = VIOLATION.exec(text);
    return match && { source: 'program', at: match.index, pid: Number(match[1]) };
  },
};
