/** Calls, filters and rules by their names in the dialects that are read. */
const RUST = [
  ...['SYS_', '__NR_', 'SeccompFilter', 'SyscallFilter', 'seccompiler'],
  ...['Scmp', 'libseccomp', 'syscallz', 'extrasafe', 'Sysno', 'UninitializedSandbox'],
];
/** What only JSON about a filter has: profiles, and both ages of seccompiler's form. */
const JSON_KEYS = ['"defaultAction"', '"mismatch_action"', '"default_action"'];
/** One of these is about a filter, also where none can be read. */
const FILTERS = ['SeccompFilter', 'seccompiler', 'ScmpFilterContext', 'syscallz', 'extrasafe'];

const hasOne = (text: string, needles: readonly string[]) =>
  needles.some((needle) => text.includes(needle));

/** Whether a text is worth being read: one without any of these words holds no policy. */
export function mayHoldPolicy(text: string, dialect: 'rust' | 'json'): boolean {
  return hasOne(text, RUST) || (dialect === 'json' && hasOne(text, JSON_KEYS));
}

/** Whether it is about a filter, so that one which cannot be read is worth a word. */
export function isAboutFilter(text: string): boolean {
  return hasOne(text, FILTERS) || hasOne(text, JSON_KEYS);
}
