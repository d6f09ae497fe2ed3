import { findNodeAtOffset } from 'jsonc-parser/lib/esm/impl/parser.js';
import type { ActionName, Arch } from '../abi/types';
import { includes } from '../plan/choose';
import { memberOf } from '../plan/json/write';
import { takenAway, takenBySome } from '../plan/taken-away';
import { type InForce, PolicyInForce } from '../compare/in-force';
import { cfgOn } from '../policy/cfg';
import { integerOf } from '../policy/integer';
import { JsonDocument } from '../policy/json/document';
import type { Allowlist } from '../policy/allowlist';
import type { Condition, Entry } from '../policy/entry';
import type { Policy } from '../policy/model';
import type { Span } from '../text/span';

/** An action with the number that it carries; null where it has none or the source hides it. */
export interface Answer {
  readonly action: ActionName;
  readonly number: number | null;
}

/** One call that a list names, and the alternatives under which it does. */
export interface CallInForce {
  readonly syscall: string;
  /** Where its entry stands, as a note begins: `Line 8`, or `src/common.rs:8` of another file. */
  readonly place: string;
  /** Null: whatever the arguments are. Of each alternative all conditions must hold. */
  readonly rules: readonly (readonly Condition[])[] | null;
}

/** What a list does on one architecture once everything in it is merged. */
export interface ListInForce {
  readonly list: Allowlist;
  /** For the calls that the list does not name. */
  readonly others: Answer;
  readonly listed: Answer;
  readonly calls: readonly CallInForce[];
  /** What is not sure of it, a sentence each. */
  readonly notes: readonly string[];
}

/** Numbers of errnos that filters answer with, the same on all architectures (asm-generic). */
const ERRNOS: ReadonlyMap<string, number> = new Map([
  ['EPERM', 1],
  ['EACCES', 13],
  ['ENOSYS', 38],
]);

/**
 * What the lists of a policy do in force: of several entries for a call the last, where its cfg can
 * hold; with what a list takes in of others, and without what its filters take away. Lists that are
 * part of another are no list of their own.
 */
export function listsInForce(policy: Policy, arch: Arch): ListInForce[] {
  const there = policy.lists.filter(({ cfg }) => cfgOn(cfg, arch) !== 'false');
  const parts = new Set(there.flatMap((list) => there.filter((other) => includes(list, other))));
  const force = new PolicyInForce(policy, arch);
  return there
    .filter((list) => !parts.has(list))
    .map((list) => listInForce(policy, list, force.of(list), arch));
}

function listInForce(policy: Policy, list: Allowlist, force: InForce, arch: Arch): ListInForce {
  const notes: string[] = [];
  const calls = force.calls.flatMap((call) => {
    const last = call.entries.at(-1);
    if (!last) return [];
    const { list: holder, entry } = last;
    const { line, syscall } = entry;
    const place = holder.file === null ? `Line ${line}` : `${holder.file}:${line}`;
    if (syscall === null) {
      notes.push(`${place}: call ${call.syscall} has no name on ${arch}, and is left out.`);
      return [];
    }
    const want = { arch, syscall, request: null, comm: null };
    if (takenAway(list, want) !== null) return [];
    for (const cfg of call.assumed) {
      notes.push(`${place}: ${syscall} depends on ${cfg}, and is written as if it held.`);
    }
    const others = [
      ...call.secondFilters.map(({ message }) => message),
      ...takenBySome(list, want),
    ];
    for (const message of others) notes.push(`${message} It is not part of this.`);
    return callOf(entry, place, arch, notes) ?? [];
  });
  if (cfgOn(list.cfg, arch) === 'unknown') {
    notes.push(`${list.name} exists only under cfg(${list.cfg ?? ''}).`);
  }
  return {
    list,
    others: answerOf(policy, list, list.filter?.mismatch ?? null, 'trap', notes),
    listed: answerOf(policy, list, list.filter?.match ?? null, 'allow', notes),
    calls,
    notes,
  };
}

function answerOf(
  policy: Policy,
  list: Allowlist,
  known: ActionName | null,
  otherwise: ActionName,
  notes: string[],
): Answer {
  const { filter } = list;
  const which = otherwise === 'allow' ? 'the calls of' : 'calls that are not in';
  if (known === null) {
    notes.push(
      `What happens to ${which} ${list.name} is not told in the source: ${otherwise} is written.`,
    );
    return { action: otherwise, number: null };
  }
  const span = otherwise === 'allow' ? filter?.matchSpan : filter?.mismatchSpan;
  if (known !== 'errno' && known !== 'trace') return { action: known, number: null };
  const number = span ? numberIn(policy, span) : null;
  if (number !== null) return { action: known, number };
  notes.push(`The number that ${known} gives to ${which} ${list.name} is not told: 1 is written.`);
  return { action: known, number: 1 };
}

/** `Errno(libc::EACCES as u32)`, `{"errno": 1}`, and a profile's numbers beside the action. */
function numberIn({ text, dialect }: Policy, { start, end }: Span): number | null {
  if (dialect === 'oci') return numberBeside(text, start);
  const written = text.slice(start, end);
  const literal = integerOf(/[({:]\s*(\d\w*)/.exec(written)?.[1] ?? '');
  if (literal !== null) return Number(literal);
  return ERRNOS.get(/\bE[A-Z]+\b/.exec(written)?.[0] ?? '') ?? null;
}

/** The runtimes answer with EPERM where a profile gives no number. */
function numberBeside(text: string, action: number): number {
  const document = new JsonDocument(text);
  const node = document.root ? findNodeAtOffset(document.root, action) : undefined;
  const object = node?.parent?.parent ?? null;
  const given = memberOf(object, 'errnoRet') ?? memberOf(object, 'defaultErrnoRet');
  return Number(document.integer(given ?? undefined) ?? 1n);
}

function callOf(entry: Entry, place: string, arch: Arch, notes: string[]): CallInForce | null {
  const { syscall, rules, understood } = entry;
  if (syscall === null) return null;
  if (rules === null) return { syscall, place, rules: null };
  const live = rules.filter(({ cfg }) => cfgOn(cfg, arch) !== 'false');
  const unread = live.some(({ conditions }) =>
    conditions.some(
      ({ arg, op, mask, value }) =>
        arg === null || op === null || value === null || (op === 'masked_eq' && mask === null),
    ),
  );
  if (unread || !understood || live.length === 0) {
    notes.push(`${place}: the conditions of ${syscall} are not known, and it is left out.`);
    return null;
  }
  return { syscall, place, rules: live.map(({ conditions }) => conditions) };
}
