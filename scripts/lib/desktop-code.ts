import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findCommand } from './debian';

/** A desktop VS Code that is installed. */
export interface DesktopCode {
  /** The `code` command, absolute. */
  readonly command: string;
  /** Its program, which `@vscode/test-electron` starts. */
  readonly executable: string;
}

/**
 * The VS Code whose command is on PATH, or null. In the terminal of a remote window `code` is a
 * script that talks to that window and no desktop: it has no program beside it, and is passed over.
 */
export function desktopCode(): DesktopCode | null {
  for (const name of ['code', 'code-insiders', 'codium']) {
    const command = findCommand(name);
    if (command === null) continue;
    // The command is a link to bin/code in the folder that has the program.
    const executable = path.join(path.dirname(realpathSync(command)), '..', name);
    if (existsSync(executable)) return { command, executable };
  }
  return null;
}
