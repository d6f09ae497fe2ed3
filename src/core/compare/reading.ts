import { syscallByName, syscallByNumber } from '../abi/syscalls';
import { ARCHES, type Arch } from '../abi/types';
import type { Allowlist } from '../policy/allowlist';
import type { Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import { Unread } from './unread';

type Entries = ReadonlyMap<string, readonly Entry[]>;

/** A list with its entries by call. */
export interface Listed {
  readonly list: Allowlist;
  readonly entries: Entries;
  /** Where the first list of the group takes it in; null where that is not seen, or it is the first. */
  readonly at: number | null;
}

/** What one reading says, with what is looked up again and again. */
export interface Reading {
  readonly policy: Policy;
  readonly unread: Unread;
  /** By place: the list there, and behind it those that are added to it. */
  readonly lists: Pick<ReadonlyMap<number, readonly [Listed, ...Listed[]]>, 'get'>;
}

/** Prepares a reading of one source for one architecture. */
export function readingOf(policy: Policy, arch: Arch): Reading {
  const all = [...policy.lists, ...policy.elsewhere].map((list) => ({
    list,
    entries: entriesOf(list, arch),
  }));
  const byHolder = new Map<number, (typeof all)[number][]>();
  for (const one of all) {
    const { holder } = one.list;
    if (!holder) continue;
    const same = byHolder.get(holder.span.start);
    if (same) same.push(one);
    else byHolder.set(holder.span.start, [one]);
  }
  const byPlace = new Map(all.map((one) => [one.list.span.start, one]));
  const known = new Map<number, readonly [Listed, ...Listed[]]>();
  // One by one, when it is asked for: each of many can take in most of the others.
  const get = (place: number): readonly [Listed, ...Listed[]] | undefined => {
    const one = byPlace.get(place);
    const before = known.get(place);
    if (!one || before) return before;
    const reached = new Map<Allowlist, Listed>([[one.list, { ...one, at: null }]]);
    // A map is walked on into what is added to it meanwhile; a circle ends.
    for (const { list, at } of reached.values()) {
      for (const { span, at: place } of list.includes) {
        for (const other of byHolder.get(span.start) ?? []) {
          if (reached.has(other.list)) continue;
          // What an included list takes in comes where that is taken in itself.
          reached.set(other.list, { ...other, at: list === one.list ? place : at });
        }
      }
    }
    const [first = { ...one, at: null }, ...more] = reached.values();
    const made = [first, ...more] as const;
    known.set(place, made);
    return made;
  };
  return { policy, unread: new Unread(policy), lists: { get } };
}

function entriesOf({ entries }: Allowlist, arch: Arch): Entries {
  const byCall = new Map<string, Entry[]>();
  for (const entry of entries) {
    const call = callOf(entry, arch);
    const same = byCall.get(call);
    if (same) same.push(entry);
    else byCall.set(call, [entry]);
  }
  return byCall;
}

/** One name for a call, however an entry writes it; `#600` for a number that no table has. */
function callOf({ syscall, bareNumber }: Entry, arch: Arch): string {
  const named = syscall === null ? null : syscallByName(arch, syscall);
  const number = bareNumber ?? named?.number;
  if (number === undefined) return syscall ?? '?';
  const call = syscallByNumber(arch, number);
  if (!call) return syscall ?? `#${number}`;
  return call.abi === null ? call.name : `${call.abi} ${call.name}`;
}

/** False for a call that other architectures have and this one lacks: a source that names it is not built. */
export function canExist(call: string, arch: Arch): boolean {
  return syscallByName(arch, call) !== null || ARCHES.every((one) => !syscallByName(one, call));
}
