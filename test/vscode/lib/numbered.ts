import assert from 'node:assert/strict';
import { api, traps } from './model';
import { auditRecord } from './records';
import { eventually } from './workspace';

/** How many numbered records go through each source. */
export const MANY = 10_000;

/** Records of getpid that differ in nothing but their serial, from `first` on. */
export function numbered(count: number, first = 1): string {
  return Array.from({ length: count }, (_, at) =>
    auditRecord({ syscall: 39, serial: first + at }),
  ).join('');
}

/** How many records the source of this label has read so far. */
export async function recordsOf(id: string): Promise<number> {
  const source = (await api()).sources().find((each) => each.id === id);
  return source?.records ?? 0;
}

/** Waits until so many events are counted, then looks that there are no more and none was read twice. */
export async function allArrived(count: number, id: string, before: number): Promise<void> {
  let seen = 0;
  await eventually(
    () => `${count} events of getpid; ${seen} came`,
    async () => {
      seen = (await traps()).find(({ title }) => title === 'getpid')?.count ?? 0;
      return seen >= count;
    },
  );
  assert.equal(seen, count, 'nothing twice');
  assert.equal((await recordsOf(id)) - before, count, 'each record read once');
}
