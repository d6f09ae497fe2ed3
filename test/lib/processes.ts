import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** Whether a process is there and has not ended: one that nobody has waited for is over all the same. */
export function isAlive(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !['Z', 'X'].includes(text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3));
  } catch {
    return false;
  }
}

/**
 * Comes back when this process has no file of the name open, nor one that was renamed since.
 * @param signal the test's: with it the waiting ends
 */
export async function released(path: string, signal: AbortSignal): Promise<void> {
  while (isHeld(path)) {
    signal.throwIfAborted();
    await setImmediate();
  }
}

/** Whether this process has a file of the name open, also one that was renamed since. */
export function isHeld(path: string): boolean {
  return readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false; // It is closed meanwhile.
    }
  });
}
