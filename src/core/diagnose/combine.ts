import type { Arch } from '../abi/types';
import type { Trap } from '../traps/trap';
import type { Refusal, RefusalWitness } from './refusal';

/**
 * Joins what a log says (the kernel's audit records, the program's own lines) to what a trace says.
 * A log's trap that the trace has too only adds its witness; others are refusals of their own.
 * @param listOfThread the list of a thread's filter by the thread's name, as the trace shows it
 * @param arch for programs' lines that name none: this machine's
 */
export function combine(
  traced: readonly Refusal[],
  traps: readonly Trap[],
  listOfThread: ReadonlyMap<string, string>,
  arch: Arch,
): readonly Refusal[] {
  const all: Refusal[] = [...traced];
  for (const trap of traps) {
    const name = trap.syscall?.name ?? trap.name;
    if (name === undefined) continue;
    const witness = witnessOf(trap);
    let found = false;
    for (const [at, one] of all.entries()) {
      if (one.want.syscall !== name || !sameRequest(one, trap) || !mayBeSameThread(one, trap))
        continue;
      found = true;
      const action = one.action ?? trap.action;
      all[at] = { ...one, action, witnesses: [...new Set([...one.witnesses, witness])] };
    }
    if (found) continue;
    const { comm, request, action, count } = trap;
    const list = comm === null ? null : (listOfThread.get(comm) ?? null);
    const want = { arch: trap.arch ?? arch, syscall: name, request, comm };
    const whence = { witnesses: [witness], onlyTraced: false };
    all.push({ want, action, count, ...whence, list, args: new Map() });
  }
  return all;
}

/** An audit record never says which request it was. */
function sameRequest({ want }: Refusal, { request }: Trap): boolean {
  return request === null || want.request === request;
}

/** A list's refusals stand for all its threads; a program's lines name no thread. */
function mayBeSameThread({ want, list }: Refusal, { comm }: Trap): boolean {
  return comm === null || want.comm === null || list !== null || comm === want.comm;
}

function witnessOf({ evidence }: Trap): RefusalWitness {
  const sources = evidence.map(({ record }) => record.source);
  return sources.includes('audit') ? 'kernel' : sources.includes('strace') ? 'sigsys' : 'program';
}

/**
 * Marks those that an untraced run was not refused, where it was refused something: what that run
 * shows has to be answered first, and the others may come of the tracing alone.
 * @param untraced what the run before showed
 */
export function markOnlyTraced(
  refusals: readonly Refusal[],
  untraced: readonly Trap[],
): readonly Refusal[] {
  const names = new Set(untraced.flatMap(({ syscall, name }) => syscall?.name ?? name ?? []));
  if (names.size === 0) return refusals;
  return refusals.map((one) => ({ ...one, onlyTraced: !names.has(one.want.syscall) }));
}
