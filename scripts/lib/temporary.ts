import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of the system's temporary ones that does not outlive this process. */
export interface Temporary {
  /** Absolute. */
  readonly path: string;
  remove(): Promise<void>;
}

// A process that was just ended may still write for a moment.
const patient = { recursive: true, force: true, maxRetries: 5 };

/** Makes a temporary folder that only this user can read. */
export function temporaryFolder(purpose: string): Temporary {
  const folder = mkdtempSync(path.join(tmpdir(), `seccomp-lens-${purpose}-`));
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
