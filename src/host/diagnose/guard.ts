import { spawn } from 'node:child_process';

/** Waits for the end of its standard input, which is that of whoever holds the other end. */
const SCRIPT =
  'read -r line; kill -s TERM -- "-$1"; sleep 1; kill -s KILL -- "-$1"; [ -z "$2" ] || rm -rf -- "$2"';

/**
 * Ends a process group when this process is gone, whatever has killed it: an editor's extension host
 * gets no chance to clean up when its window is loaded again.
 * @param group the id of the group, which is this process's to end
 * @param scratch a folder that goes with it, where there is one
 * @returns ends the guard, without the group
 */
export function guardGroup(group: number, scratch: string | null): () => void {
  // In a group of its own, so that a terminal's Ctrl+C leaves it.
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(group), scratch ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  return () => {
    guard.kill('SIGKILL');
    guard.stdin.destroy();
  };
}
