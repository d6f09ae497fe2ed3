import type { Arch } from '../abi/types';
import type { TracedCall } from './traced-calls';
import type { CallRow, Refusal } from './refusal';
import { requestNames, requestOf } from './request';

/** What is known of the calls that one `TracedCall` stands for. */
export interface RowFacts {
  readonly held: boolean;
  readonly refused: number;
  readonly allowed: boolean | null;
  readonly list: string | null;
  readonly thread: string;
}

type GrowingRow = { -readonly [K in keyof CallRow]: CallRow[K] };

/** The table of calls by request and thread. */
export class CallRows {
  readonly #rows = new Map<string, GrowingRow>();

  constructor(private readonly arch: Arch) {}

  /** The most frequent in a filter's scope first, then the others. */
  get all(): readonly CallRow[] {
    return [...this.#rows.values()].sort(
      (a, b) => b.afterFilter - a.afterFilter || b.count - a.count,
    );
  }

  add({ name, args, count }: TracedCall, facts: RowFacts): void {
    const { held, refused, allowed, list, thread } = facts;
    const request = requestOf(name, args);
    const key = [name, String(request), thread].join(' ');
    let row = this.#rows.get(key);
    if (row === undefined) {
      const names = requestNames(this.arch, request);
      const what = { syscall: name, request, names, thread, list: null };
      row = { ...what, count: 0, afterFilter: 0, refused: 0, allowed: null };
      this.#rows.set(key, row);
    }
    row.count += count;
    if (!held) return;
    row.afterFilter += count;
    row.refused += refused;
    row.list ??= list;
    // One that is refused with some arguments is not in the list as a whole.
    row.allowed = row.allowed === false || refused > 0 ? false : (allowed ?? row.allowed);
  }
}

/** The table with a row for each refused call that was not traced itself, as the signal named it. */
export function withRefused(
  rows: readonly CallRow[],
  refusals: readonly Refusal[],
): readonly CallRow[] {
  const unseen = refusals.filter(
    ({ want }) =>
      !rows.some(
        ({ syscall, request, refused }) =>
          refused > 0 && syscall === want.syscall && request === want.request,
      ),
  );
  const made = unseen.map(({ want, count, list }) => ({
    syscall: want.syscall,
    request: want.request,
    thread: want.comm,
    list,
    names: requestNames(want.arch, want.request),
    count,
    afterFilter: count,
    refused: count,
    allowed: false,
  }));
  return [...made, ...rows];
}
