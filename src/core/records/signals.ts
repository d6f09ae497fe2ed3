/** Linux's signals by number from 1 on, as asm-generic/signal.h has them: every architecture with
 * tables here uses these numbers. */
const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

/** The name of a signal number, `SIGSYS`; null for 0, real-time signals and what is no signal. */
export function signalName(number: number): string | null {
  const name = NAMES[number - 1];
  return name === undefined ? null : `SIG${name}`;
}

/** The number of a signal's name, `SIGSYS`; null for what names none. */
export function signalNumber(name: string): number | null {
  const at = name.startsWith('SIG') ? NAMES.indexOf(name.slice('SIG'.length)) : -1;
  return at === -1 ? null : at + 1;
}
