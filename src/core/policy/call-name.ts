/** The enums that crates name calls by: `syscalls::Sysno::read`, `syscallz::Syscall::read`. */
const ENUMS: ReadonlySet<string> = new Set(['Sysno', 'Syscall']);

const CONSTANT = /^(?:SYS_|__NR_)([a-z0-9_]+)$/;

/** The call that a path names, without what stands before its name; null where it names none. */
export function callNameOf(path: readonly string[]): string | null {
  const word = path.at(-1) ?? '';
  const constant = CONSTANT.exec(word)?.[1];
  if (constant !== undefined) return constant;
  return ENUMS.has(path.at(-2) ?? '') && /^[a-z_][a-z0-9_]*$/.test(word) ? word : null;
}

const HINT = new RegExp(`^(?:(?:SYS_|__NR_)[a-z0-9_]+|${[...ENUMS].join('|')})$`);

/** Whether a word can stand in a path that names a call: tells at a glance where none does. */
export function hintsCall(word: string): boolean {
  return HINT.test(word);
}
