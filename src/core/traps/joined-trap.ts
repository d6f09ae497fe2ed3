import type { GrowingTrap } from './growing-trap';
import { trapKey } from './growing-trap';
import type { JoinedEvents } from './meeting';
import { EVIDENCE_KEPT, type Evidence, type Trap } from './trap';

/** The trap that several witnesses' records make: each value as the first says it that knows it. */
export function joinedTrap({ traps, count }: JoinedEvents): Trap {
  const [first] = traps;
  if (!first) throw new RangeError('A trap is joined of one trap at least.');
  // The kernel's own record says best what it is about.
  const best = traps.find(({ witness }) => witness === 'kernel') ?? first;
  const of = <T>(value: (trap: GrowingTrap) => T | null): T | null =>
    value(best) ?? traps.map(value).find((it) => it !== null) ?? null;
  const what = {
    arch: of(({ arch }) => arch),
    auditArch: of(({ auditArch }) => auditArch),
    request: of(({ request }) => request),
    action: of(({ action }) => action),
    comm: of(({ comm }) => comm),
    exe: of(({ exe }) => exe),
  };
  const evidence = shared(traps.map((trap) => trap.evidence));
  return {
    ...what,
    key: trapKey({ ...what, number: best.printedNumber }),
    number: best.number,
    syscall: best.syscall,
    count,
    evidence,
    evidenceCount: evidence.length,
    parts: traps.map(({ key }) => key),
  };
}

/** The same trap twice, of different events. */
export function summed(one: Trap, other: Trap): Trap {
  const known = one.evidence;
  const more = other.evidence.filter((it) => !known.some((each) => isSame(each, it)));
  const evidence = shared([known, more]);
  const parts = [...new Set([...(one.parts ?? []), ...(other.parts ?? [])])];
  const requests = [...new Set([...(one.maybe ?? []), ...(other.maybe ?? [])])];
  return {
    ...one,
    count: one.count + other.count,
    evidence,
    evidenceCount: evidence.length,
    ...(parts.length > 0 && { parts }),
    ...(requests.length > 0 && { maybe: requests }),
  };
}

/** Records are made anew when they are looked at. */
function isSame(one: Evidence, other: Evidence): boolean {
  return (
    one.record.line === other.record.line &&
    one.origin === other.origin &&
    one.record.raw === other.record.raw
  );
}

/** As much of each as there is room for, the first and the latest. */
function shared(all: readonly (readonly Evidence[])[]): readonly Evidence[] {
  const filled = all.filter(({ length }) => length > 0);
  const total = filled.reduce((sum, { length }) => sum + length, 0);
  if (total <= EVIDENCE_KEPT) return filled.flat();
  const room = Math.floor(EVIDENCE_KEPT / filled.length);
  return filled.flatMap((evidence) =>
    evidence.length <= room
      ? evidence
      : [...evidence.slice(0, Math.ceil(room / 2)), ...evidence.slice(-Math.floor(room / 2))],
  );
}
