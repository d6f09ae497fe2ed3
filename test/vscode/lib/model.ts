import type { Api, SourceSummary, TrapSummary } from '../../../src/features/api/api';
import { eventually, extension } from './workspace';

/** What the extension itself says that it has seen. */
export async function api(): Promise<Api> {
  return (await extension()).exports as Api;
}

/** The traps, in order of first sight. */
export async function traps(): Promise<readonly TrapSummary[]> {
  return (await api()).traps();
}

/** Waits for a trap that is as wanted. */
export function trap(what: string, wanted: (trap: TrapSummary) => boolean): Promise<TrapSummary> {
  return eventually(what, async () => (await traps()).find(wanted));
}

/** Waits for a trap of this title, seen `count` times. */
export function trapSeen(title: string, count = 1): Promise<TrapSummary> {
  return trap(`${title}, ${count} times`, (it) => it.title === title && it.count === count);
}

/** Waits until the source of this label says what it says when all is well, or what ails it. */
export async function trouble(label: string, sentence: string | null): Promise<SourceSummary> {
  const { sources } = await api();
  return eventually(`${label}: ${sentence ?? 'no trouble'}`, () =>
    sources().find((source) => source.label.endsWith(label) && source.trouble === sentence),
  );
}
