import type { ActionName } from '../abi/types';
import type { RefusalRecord } from '../records/record';
import { momentsAgree, type Moment } from './clock';
import type { GrowingTrap } from './growing-trap';

/** Who told of an event: each of the three tells it once at most. */
export type Witness = 'kernel' | 'tracer' | 'program';

export function witnessOf({ source }: RefusalRecord): Witness {
  if (source === 'audit') return 'kernel';
  return source === 'strace' ? 'tracer' : 'program';
}

/** Events of one call that nothing tells apart: same witness, trap, process, address and moment. */
export interface Party {
  /** The trap by each witness that has told of these events. */
  readonly traps: readonly GrowingTrap[];
  readonly action: ActionName | null;
  readonly comm: string | null;
  readonly exe: string | null;
  readonly request: number | null;
  /** A process in audit records, a thread in strace's. */
  readonly pid: number | null;
  /** The instruction's address, rounded to a double. */
  readonly ip: number | null;
  /** The event's own time, milliseconds, in steps of `STEP_MS`. */
  readonly time: number | null;
  readonly moment: Moment;
  readonly count: number;
}

/** Times that are nearer to each other than this are the same moment. */
export const STEP_MS = 50;

/** TASK_COMM_LEN in linux/sched.h, without its NUL: the kernel's names of threads end there. */
const COMM_BYTES = 15;

/** Parties of one class make the same trap whichever of them is joined. */
export function classOf({ traps }: Pick<Party, 'traps'>): string {
  return traps.map(({ order }) => order).join('+');
}

/**
 * Whether both can tell of the same event: nothing that both know differs.
 * @param processes ids that are known to be processes': a thread of that id is that process's first
 */
export function fits(one: Party, other: Party, processes: ReadonlySet<number>): boolean {
  return (
    agree(one.request, other.request) &&
    agree(one.action, other.action) &&
    agree(one.ip, other.ip) &&
    agree(one.exe, other.exe) &&
    sameThreadName(one.comm, other.comm) &&
    sameProcess(one.pid, other.pid, processes) &&
    momentsAgree(one.moment, other.moment)
  );
}

function agree<T>(one: T | null, other: T | null): boolean {
  return one === null || other === null || one === other;
}

/** A program says a thread's whole name, the kernel its first bytes. */
export function sameThreadName(one: string | null, other: string | null): boolean {
  return agree(one, other) || cut(one ?? '') === cut(other ?? '');
}

function cut(name: string): string {
  return Buffer.from(name).subarray(0, COMM_BYTES).toString('latin1');
}

function sameProcess(
  pid: number | null,
  thread: number | null,
  processes: ReadonlySet<number>,
): boolean {
  return pid === null || thread === null || pid === thread || !processes.has(thread);
}

/** `count` of the events of both, which are the same events. */
export function merged(one: Party, other: Party, count: number): Party {
  return {
    traps: [...one.traps, ...other.traps],
    action: one.action ?? other.action,
    comm: one.comm ?? other.comm,
    exe: one.exe ?? other.exe,
    request: one.request ?? other.request,
    pid: one.pid ?? other.pid,
    ip: one.ip ?? other.ip,
    time: one.time ?? other.time,
    moment: one.moment.clock === null ? other.moment : one.moment,
    count,
  };
}
