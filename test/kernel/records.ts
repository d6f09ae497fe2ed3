import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const AUDIT_LOG = '/var/log/audit/audit.log';
/** After a call the record takes milliseconds, unless the kernel drops it. */
const PATIENCE_MS = 3000;
const POLL_MS = 50;

/** A thread name (at most 15 bytes, TASK_COMM_LEN in linux/sched.h) that no other run has. */
export function uniqueThreadName(): string {
  return `sl-${process.pid.toString(36)}-${Date.now().toString(36).slice(-6)}`;
}

/** The lines of the kernel's audit records about a thread, oldest first. */
function recordsOf(thread: string): readonly string[] {
  return auditLog()
    .split('\n')
    .filter((line) => line.includes('type=1326') || line.includes('type=SECCOMP'))
    .filter((line) => line.includes(`comm="${thread}"`));
}

/**
 * Runs something until the kernel's log holds as many records of the thread as it must leave. The
 * kernel drops records beyond ten in five seconds (kauditd_printk_skb), whosever they are, so it is
 * run again, under a new name, where some are missing.
 * @param run is given the thread's name
 */
export async function recordedRun(
  expected: number,
  run: (thread: string) => void,
): Promise<readonly string[]> {
  let lines: readonly string[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    const thread = uniqueThreadName();
    run(thread);
    const deadline = Date.now() + PATIENCE_MS;
    do {
      lines = recordsOf(thread);
      if (lines.length >= expected) return lines;
      await delay(POLL_MS);
    } while (Date.now() < deadline);
  }
  throw new Error(
    `The kernel log holds ${lines.length} of ${expected} records after four runs. Does ` +
      '"sysctl kernel.seccomp.actions_logged" name log, and does nothing else flood the log?',
  );
}

/** Where auditd runs the records go to its log, and not to the kernel's. */
function auditLog(): string {
  if (!auditdRuns()) return execFileSync('dmesg', { encoding: 'utf8', maxBuffer: 64 << 20 });
  return readFileSync(AUDIT_LOG, 'utf8');
}

function auditdRuns(): boolean {
  const processes = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  return processes.some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'auditd\n';
    } catch {
      return false; // ended since the listing
    }
  });
}
