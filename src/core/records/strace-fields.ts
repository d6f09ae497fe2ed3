import type { RecordField } from './record';

/** What a SIGSYS line says, by the names that audit records have for it. */
const SIGNAL: readonly (readonly [key: string, form: RegExp])[] = [
  ['ip', /\bsi_call_addr=([^,}\s]+)/],
  ['syscall', /\bsi_syscall=([^,}\s]+)/],
  ['arch', /\bsi_arch=([^,}\s]+)/],
];

/** The fields of the last line of `raw`, a SIGSYS line; none where it is another. */
export function signalFields(raw: string): RecordField[] {
  const begin = raw.lastIndexOf('\n') + 1;
  const line = raw.slice(begin);
  return SIGNAL.flatMap(([key, form]) => {
    const match = form.exec(line);
    const value = match?.[1];
    if (match === null || value === undefined) return [];
    const end = begin + match.index + match[0].length;
    return [{ key, value, start: end - value.length, end }];
  });
}

/** The field of a value that stands somewhere from `from` on in `raw`, before its line's end. */
export function valueField(key: string, value: string, raw: string, from: number): RecordField[] {
  const start = value === '' ? -1 : raw.indexOf(value, from);
  const lineEnd = raw.indexOf('\n', from);
  if (start === -1 || (lineEnd !== -1 && start > lineEnd)) return [];
  return [{ key, value, start, end: start + value.length }];
}
