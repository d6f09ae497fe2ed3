import * as l10n from '@vscode/l10n';
import { parseRequest, requestsByName, requestsByValue } from '../abi/ioctls';
import type { Arch } from '../abi/types';

/** One line of a histogram of ioctl requests. */
export interface HistogramRow {
  /** As it was printed: a name, `0xae80`, `_IOC(…)`. Untrusted. */
  readonly request: string;
  readonly count: number;
  /** The request was cut: what stands there is only its beginning. */
  readonly cut: boolean;
  /** 1-based, in the text. */
  readonly line: number;
}

/** What to do about a request that was cut. */
export function cutRequestWords(): string {
  return l10n.t('awk cut it at its first comma; `seccomp-lens ioctls FILE` counts whole requests.');
}

const NAME = String.raw`[A-Z][A-Z0-9_]{1,63}`;
const REQUEST = String.raw`${NAME}(?: or ${NAME}){0,8}|0x[0-9a-fA-F]{1,16}|_IOC\([^()]{0,80}\)?`;
/** `REQUEST COUNT`, as the tutorial's awk line prints it, and `COUNT REQUEST`, as `uniq -c` does. */
const ROW = new RegExp(String.raw`^\s*(?:(${REQUEST})\s+(\d{1,12})|(\d{1,12})\s+(${REQUEST}))\s*$`);

/**
 * A pasted histogram of ioctl requests: null where any line that is not blank is no row of one, so
 * that a text of another kind is not taken for it.
 */
export function readHistogram(text: string): readonly HistogramRow[] | null {
  const rows: HistogramRow[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    // Long lines are no rows, and need no look.
    const match = line.length > 200 ? null : ROW.exec(line.trim());
    if (match === null) return null;
    const request = match[1] ?? match[4] ?? '';
    const cut = request.startsWith('_IOC(') && !request.endsWith(')');
    rows.push({ request, count: Number(match[2] ?? match[3]), cut, line: i + 1 });
  }
  return rows.length === 0 ? null : rows;
}

/**
 * What the request of a row is: its value (unsigned 32-bit; null where it was cut or no table has
 * it) and every name of that value, else what was printed.
 */
export function meaningOf(
  { request, cut }: HistogramRow,
  arch: Arch,
): { readonly value: number | null; readonly names: readonly string[] } {
  if (cut) return { value: null, names: [request] };
  // strace prints every name that a request has: the value that they share is meant.
  const printed = request.split(' or ');
  const values = printed.map((name) => {
    const [only, ...others] = requestsByName(arch, name);
    return only && others.length === 0 ? only.value : parseRequest(arch, name);
  });
  const value = values.find((it) => it !== null) ?? null;
  if (value === null) return { value, names: printed };
  const names = new Set(requestsByValue(arch, value).map(({ name }) => name));
  return { value, names: names.size > 0 ? [...names] : printed };
}
