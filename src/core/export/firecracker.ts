import type { ActionName } from '../abi/types';
import type { Condition } from '../policy/entry';
import type { Answer, ListInForce } from './in-force';
import { integer, type Json } from './json';

/** A document, and what it does not say of what is in force, a sentence each. */
export interface Exported {
  readonly document: Json;
  readonly notes: readonly string[];
}

const ACTIONS: Readonly<Partial<Record<ActionName, string>>> = {
  allow: 'allow',
  'kill-process': 'kill_process',
  'kill-thread': 'kill_thread',
  log: 'log',
  trap: 'trap',
};

/** Lists as seccompiler's JSON, one member a list, by the thread that it serves where that is known. */
export function asFirecracker(lists: readonly ListInForce[]): Exported {
  const notes: string[] = [];
  const threads = new Map<string, Json>();
  for (const one of lists) {
    const { list, others, listed, calls } = one;
    const [served] = list.serves;
    const name = unused(threads, served ?? list.name);
    if (list.serves.length > 1) {
      notes.push(`${list.name} serves ${list.serves.join(', ')}: it is written for ${name} alone.`);
    }
    notes.push(...one.notes);
    threads.set(name, {
      mismatch_action: actionOf(others, list.name, notes),
      match_action: actionOf(listed, list.name, notes),
      filter: calls.flatMap(({ syscall, rules }) =>
        rules === null
          ? [{ syscall }]
          : rules.map((conditions) => ({ syscall, args: conditions.map(conditionOf) })),
      ),
    });
  }
  return { document: Object.fromEntries(threads), notes };
}

function unused(threads: ReadonlyMap<string, Json>, name: string): string {
  let found = name;
  for (let count = 2; threads.has(found); count += 1) found = `${name}_${count}`;
  return found;
}

function actionOf({ action, number }: Answer, list: string, notes: string[]): Json {
  if (action === 'errno' || action === 'trace') return { [action]: number ?? 1 };
  const written = ACTIONS[action];
  if (written !== undefined) return written;
  notes.push(`The format has no action ${action} (${list}): trap is written.`);
  return 'trap';
}

function conditionOf({ arg, len, op, mask, value, name }: Condition): Json {
  const bits = len === 'dword' ? 32 : 64;
  return {
    index: arg ?? 0,
    type: len ?? 'qword',
    op: op === 'masked_eq' ? { masked_eq: integer(mask ?? 0n, bits) } : (op ?? 'eq'),
    val: integer(value ?? 0n, bits),
    ...(name === null ? {} : { comment: name }),
  };
}
