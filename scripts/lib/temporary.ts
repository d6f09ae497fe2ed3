import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that does not outlive this process. */
export interface Temporary {
  /** Absolute. */
  readonly path: string;
  remove(): Promise<void>;
}

// A process that was just ended may still write for a moment.
const patient = { recursive: true, force: true, maxRetries: 5 };

/**
 * Makes a temporary folder that only this user can read.
 * @param parent where to make it; the system's place for such folders when absent
 */
export function temporaryFolder(purpose: string, parent = tmpdir()): Temporary {
  const folder = mkdtempSync(path.join(parent, `seccomp-lens-${purpose}-`));
  const atExit = () => {
    rmSync(folder, patient);
  };
  process.once('exit', atExit);
  return {
    path: folder,
    remove: async () => {
      await rm(folder, patient);
      process.off('exit', atExit);
    },
  };
}
