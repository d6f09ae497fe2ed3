/** Whether `error` is one of the system's own, with its name as `code` (errno(3)). */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** Why a file cannot be read, in one sentence that does not name it. */
export function readErrorSentence({ code }: { readonly code: string }): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'This user may not read it.';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'It is not there.';
    default:
      return `The system says ${code}.`;
  }
}
