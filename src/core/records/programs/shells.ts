import type { ProgramForm } from './form';

/**
 * glibc's and musl's words for SIGSYS (strsignal) by bash, dash, fish, make, gdb and cargo, and zsh's:
 * on a line of their own, behind a prefix, or behind the process's id, but not within a sentence.
 */
const WORDS =
  /(?:^ {0,8}|[:\])>|] {1,8}|\]\+ {1,8}|[(,] ?)(?:(\d{1,10}) )?(?:bad|invalid) system call(?= *$| *\(core dumped\)| {2}|[).])/i;
/** Exit status 128 + 31, in the words of shells, cargo, npm, docker, systemd and build services. */
const STATUS =
  /\b(?:exit(?:ed)?|exit_?code|exit_?status|rc)(?:[ ,:=]{1,4}(?:with|code|status|exit|error|non-zero)){0,6}[ :="]{1,8}159\b(?!\.\d)/i;
/** A signal's number or name as programs say it that waited for another. */
const SIGNAL =
  /\bsignal[:= ]{1,2}31\b(?!\.\d)|\b(?:signal|killed by|terminated by|died with|aborted with|exited with)[ :(<=]{1,3}(?:signal |Signals\.)?SIGSYS\b/i;
/** strace's own line, which its decoder has looked at. */
const STRACE = '+++ killed by SIGSYS';

/** What shells and other parents say of a child that SIGSYS ended. */
export const shells: ProgramForm = {
  needles: [
    'ad system call',
    'nvalid system call',
    'status 159',
    'status: 159',
    'status=159',
    'code 159',
    'code: 159',
    'code=159',
    'Code: 159',
    'Code":159',
    'exit 159',
    'rc=159',
    'signal 31',
    'signal: 31',
    'signal=31',
    'SIGSYS',
  ],
  read(text) {
    if (text.includes(STRACE)) return null;
    const words = WORDS.exec(text);
    if (words) {
      const pid = words[1] === undefined ? {} : { pid: Number(words[1]) };
      return { source: 'shell', at: words.index, ...pid };
    }
    const match = STATUS.exec(text) ?? SIGNAL.exec(text);
    return match && { source: 'shell', at: match.index };
  },
};
