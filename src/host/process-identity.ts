import { readFileSync, readlinkSync } from 'node:fs';
import { codeOf } from './read-error';

/** A process, told apart from any later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in ticks since the machine was: field 22 of /proc/PID/stat (proc(5)). */
  readonly start: string | null;
  /** Which run of the machine it is of: /proc/sys/kernel/random/boot_id. */
  readonly boot: string | null;
  /** Which numbering its number is of: the name of its pid namespace (pid_namespaces(7)). */
  readonly namespace: string | null;
}

/** This process. Parts are null where the system has no /proc. */
export function ownIdentity(): ProcessIdentity {
  const { pid } = process;
  return { pid, start: statOf(pid)?.start ?? null, boot: bootOf(), namespace: namespaceOf() };
}

/**
 * Whether a process that was met before is still there: `'unknown'` for one that this process cannot
 * see, since another container numbers it.
 */
export function livesStill(one: ProcessIdentity): boolean | 'unknown' {
  if (one.boot !== bootOf()) return false;
  if (one.namespace !== namespaceOf()) return 'unknown';
  if (one.start === null) return isRunning(one.pid);
  const stat = statOf(one.pid);
  return stat !== null && stat.start === one.start && !stat.ended;
}

/** Whether any process has a number now. */
export function isRunning(pid: number): boolean {
  // Zero and less are groups of processes (kill(2)).
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function statOf(pid: number): { readonly start: string; readonly ended: boolean } | null {
  const text = read(`/proc/${pid}/stat`);
  // The name, field 2, is in parentheses and may hold any character, these too.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields?.[0], fields?.[19]];
  if (state === undefined || start === undefined) return null;
  return { start, ended: state === 'Z' || state === 'X' };
}

function bootOf(): string | null {
  return read('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

function namespaceOf(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
