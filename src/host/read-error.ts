import * as l10n from '@vscode/l10n';
import type { Stats } from 'node:fs';

/** Whether `error` is one of the system's own, with its name as `code` (errno(3)). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** `ENOENT` of an error of the system; undefined of any other. */
export function codeOf(error: unknown): string | undefined {
  return isSystemError(error) ? error.code : undefined;
}

/** Why a file cannot be read, in one sentence that does not name it. */
export function readErrorSentence({ code }: { readonly code: string }): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return l10n.t('This user may not read it.');
    case 'ENOENT':
    case 'ENOTDIR':
      return l10n.t('It is not there.');
    default:
      return l10n.t('The system says {0}.', code);
  }
}

/** Why what is no regular file is not read, in one sentence that does not name it. */
export function kindSentence(stats: Stats): string {
  return stats.isDirectory()
    ? l10n.t('It is a folder, not a file.')
    : l10n.t('It is not a regular file.');
}
