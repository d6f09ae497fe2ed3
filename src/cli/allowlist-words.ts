import type { Arch } from '../core/abi/types';
import { type CallInForce, type EntryInForce, PolicyInForce } from '../core/compare/in-force';
import { shownName } from '../core/plan/list-name';
import type { Allowlist } from '../core/policy/allowlist';
import type { Condition, Entry } from '../core/policy/entry';
import type { Policy } from '../core/policy/model';
import { oneLine } from '../core/text/untrusted';
import { hexOf } from './allowlist-json';
import { styled, writeLine, type CliIo } from './output';

/** Writes each list with its entries, those that it takes in of other lists, and what is in force. */
export async function writePolicy(
  io: CliIo,
  source: string,
  policy: Policy,
  arch: Arch,
): Promise<void> {
  const force = new PolicyInForce(policy, arch);
  for (const list of policy.lists) {
    await writeLine(io, heading(io, source, list, shownName(policy, list)));
    for (const line of listLines(io, list, force.of(list).calls)) {
      await writeLine(io, line);
    }
    await writeLine(io, '');
  }
}

function listLines(io: CliIo, list: Allowlist, calls: readonly CallInForce[]): string[] {
  const all = calls.flatMap(({ entries }) => entries);
  const taken = new Map<Allowlist, Entry[]>();
  for (const one of all) {
    if (one.list === list) continue;
    taken.set(one.list, [...(taken.get(one.list) ?? []), one.entry]);
  }
  const shown = [list.entries, ...taken.values()];
  const width = Math.max(0, ...shown.flat().map((entry) => titleOf(entry).length));
  const notes = notesOf(list, calls);
  const linesOf = (entry: Entry): readonly string[] => [
    ...entryLines(io, entry, width),
    ...(notes.get(entry) ?? []).map((note) => `  ${' '.repeat(width)}  ${oneLine(note)}`),
  ];
  return [
    ...list.entries.flatMap(linesOf),
    ...[...taken].flatMap(([other, entries]) => [
      styled(
        io,
        'dim',
        `  taken in from ${oneLine(other.name)}, ${placed(other.file, other.line)}:`,
      ),
      ...entries.flatMap(linesOf),
    ]),
  ];
}

/** What an entry does not say itself: that another one is in force, that a second filter answers. */
function notesOf(list: Allowlist, calls: readonly CallInForce[]): Map<Entry, string[]> {
  const notes = new Map<Entry, string[]>();
  for (const { syscall, entries, secondFilters, state } of calls) {
    const winner = entries.at(-1);
    for (const { entry, wins } of entries) {
      const own =
        wins === false
          ? [`Not in force: ${placeOf(list, winner)} is put in later.`]
          : [
              ...(state.kind === 'unknown' ? [`Not known: ${state.reason}.`] : []),
              ...takenAway(list, syscall),
              ...secondFilters.map(({ message }) => message),
            ];
      if (own.length > 0) notes.set(entry, own);
    }
  }
  return notes;
}

function takenAway({ filters }: Allowlist, syscall: string): string[] {
  return filters.flatMap(({ name, takesAway }) =>
    takesAway
      .filter(({ calls }) => calls.includes(syscall))
      .map(({ line }) => `${name} takes it away again at line ${line}.`),
  );
}

function placeOf(list: Allowlist, winner: EntryInForce | undefined): string {
  if (!winner) return 'another entry';
  const of = winner.list === list ? '' : ` of ${winner.list.name}`;
  return `${placed(winner.list.file, winner.entry.line)}${of}`;
}

function placed(file: string | null, line: number): string {
  return file === null ? `line ${line}` : `${oneLine(file)}:${line}`;
}

const POLARITY = { allow: 'allowlist', deny: 'denylist', unknown: 'list' } as const;

function heading(io: CliIo, source: string, list: Allowlist, name: string): string {
  const count = list.entries.length === 1 ? '1 entry' : `${list.entries.length} entries`;
  const { match, mismatch } = list.filter ?? { match: null, mismatch: null };
  const facts = [
    `${POLARITY[list.polarity]} of ${count}`,
    ...(list.polarity === 'deny' && match ? [`each gets ${match}`] : []),
    ...(mismatch ? [`every other call: ${mismatch}`] : []),
    ...(list.serves.length > 0
      ? [`for ${list.serves.map((name) => oneLine(name)).join(', ')}`]
      : []),
    ...(list.cfg === null ? [] : [oneLine(list.cfg)]),
  ];
  const place = styled(io, 'dim', `${oneLine(source)}:${list.line}`);
  return `${styled(io, 'bold', oneLine(name))}  ${facts.join(', ')}  ${place}`;
}

function titleOf({ syscall, bareNumber }: Entry): string {
  return oneLine(syscall ?? (bareNumber === null ? '?' : String(bareNumber)));
}

function entryLines(io: CliIo, entry: Entry, width: number): readonly string[] {
  const cfg = entry.cfg === null ? '' : styled(io, 'dim', `  ${oneLine(entry.cfg)}`);
  const title = titleOf(entry);
  if (entry.rules === null) return [`  ${title}${cfg}`];
  const none = entry.understood ? 'never: its rules are empty' : 'something that is not read';
  const [first = none, ...more] = entry.rules.map(({ conditions }) =>
    conditions.map(conditionWords).join(' and '),
  );
  const padded = title.padEnd(width);
  return [
    `  ${padded}  if ${first}${cfg}`,
    ...more.map((rule) => `  ${' '.repeat(width)}  or ${rule}`),
  ];
}

const OPERATORS = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

function conditionWords({ arg, op, mask, value, text, name }: Condition): string {
  const subject = `argument ${arg ?? '?'}`;
  const known = name !== null && value !== null ? ` (${hexOf(value)})` : '';
  const right = `${oneLine(text)}${known}`;
  if (op === 'masked_eq') return `${subject} & ${mask === null ? '?' : hexOf(mask)} == ${right}`;
  return `${subject} ${op === null ? '?' : OPERATORS[op]} ${right}`;
}
