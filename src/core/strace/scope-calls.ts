import { childOf, resultNumber, type StraceCall } from './call';

/**
 * What a completed call did to the filter of its thread, or of all the process's threads; null for a
 * call that installed none. Names as strace prints them, numbers (`-X raw`) as linux/prctl.h,
 * linux/seccomp.h and linux/sched.h have them.
 */
export function filterInstall({ name, args, result }: StraceCall): 'thread' | 'process' | null {
  const [first = '', second = ''] = args;
  const value = resultNumber(result);
  if (name === 'prctl') {
    const installs = isOne(first, 'PR_SET_SECCOMP', 22) && isOne(second, 'SECCOMP_MODE_FILTER', 2);
    return installs && value === 0 ? 'thread' : null;
  }
  if (name !== 'seccomp' || value === null || value < 0) return null;
  if (!isOne(first, 'SECCOMP_SET_MODE_FILTER', 1)) return null;
  // With a listener the result is its descriptor; else a positive one is the number of a thread that
  // could not be synchronised, and no filter was installed (seccomp(2)).
  const listener = hasFlag(second, 'SECCOMP_FILTER_FLAG_NEW_LISTENER', 1 << 3);
  if (value !== 0 && !listener) return null;
  return hasFlag(second, 'SECCOMP_FILTER_FLAG_TSYNC', 1 << 0) ? 'process' : 'thread';
}

/** The thread that a completed clone, fork or vfork made; null for any other call, and one that failed. */
export function childThread(call: StraceCall): { id: number; sameProcess: boolean } | null {
  if (!/^(?:clone3?|v?fork)$/.test(call.name)) return null;
  const id = childOf(call.result);
  if (id === null) return null;
  const flags = call.args.find((arg) => /\bflags=/.test(arg)) ?? call.args[0] ?? '';
  const word = /\bflags=([^,}]*)/.exec(flags)?.[1] ?? flags;
  return { id, sameProcess: hasFlag(word, 'CLONE_THREAD', 0x10000) };
}

function isOne(arg: string, name: string, value: number): boolean {
  return arg === name || leadingNumber(arg) === value;
}

function hasFlag(arg: string, name: string, bit: number): boolean {
  return new RegExp(`\\b${name}\\b`).test(arg) || ((leadingNumber(arg) ?? 0) & bit) !== 0;
}

function leadingNumber(arg: string): number | null {
  const digits = /^(?:0x[0-9a-f]{1,16}|\d{1,20})(?![\w.])/.exec(arg)?.[0];
  return digits === undefined ? null : Number(digits);
}
