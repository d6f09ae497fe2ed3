import { requestsByName, parseRequest } from '../core/abi/ioctls';
import { syscallByName, syscallByNumber } from '../core/abi/syscalls';
import { ARCHES, type Arch, type Syscall } from '../core/abi/types';
import type { Want } from '../core/plan/remedy';
import { oneLine } from '../core/text/untrusted';
import { TrapJoiner } from '../core/traps/joiner';
import type { Trap } from '../core/traps/trap';
import { trapTitle } from '../core/traps/words';
import { readLog } from './inputs';
import { chosenArch, type Machine } from './machine';
import { CliError, hex, type CliIo } from './output';

/** What a user asks to let through, and what of it cannot be. */
export interface Wants {
  readonly wants: readonly Want[];
  /** A sentence for each refused call that no change of the source answers. */
  readonly unanswerable: readonly string[];
  /** A sentence for each thing that the evidence leaves open. */
  readonly notes: readonly string[];
}

/** What says which calls are meant, as given. */
export interface CallOptions {
  readonly arch?: string;
  readonly syscall?: string;
  readonly ioctl?: string;
  /** Of a log: the program whose calls are meant, as the end of its path. */
  readonly program?: string;
}

const PROGRAMS_NAMED = 4;

/**
 * The call named on the command line.
 * @throws CliError where no table has it
 */
export function wantOfOptions(options: CallOptions, machine: Machine): Want {
  const arch = chosenArch(options.arch, machine.arch);
  const { name, abi } = syscallOf(arch, options.syscall ?? 'ioctl');
  if (abi === 'x32') throw new CliError(x32Sentence(name));
  if (options.ioctl === undefined) return { arch, syscall: name, request: null, comm: null };
  if (name !== 'ioctl') throw new CliError(`--ioctl goes with ioctl, not with ${name}.`);
  return { arch, syscall: name, request: requestOf(arch, options.ioctl), comm: null };
}

/** Every distinct trap of the logs, of one program where it is named, in order of first sight. */
export async function wantsOfLogs(
  files: readonly string[],
  options: CallOptions,
  io: CliIo,
  machine: Machine,
): Promise<Wants> {
  const joiner = new TrapJoiner();
  for (const file of files) {
    const origin = { label: file, file: file === '-' ? null : file };
    for await (const records of readLog(file, io)) {
      for (const record of records) joiner.add(record, origin);
    }
  }

  const wants: Want[] = [];
  const unanswerable: string[] = [];
  const traps = joiner.traps().filter((trap) => isOf(trap, options.program));
  for (const trap of traps) {
    const want = wantOf(trap, options, machine);
    if (typeof want === 'string') unanswerable.push(want);
    else wants.push(want);
  }
  const { kept, notes } = dropVague(wants);
  return {
    wants: kept,
    unanswerable,
    notes: [...notes, ...severalPrograms(traps), ...gaps(joiner)],
  };
}

/** A trap without a program is of any: strace's lines and a program's own words name none. */
function isOf({ exe }: Trap, program: string | undefined): boolean {
  return program === undefined || exe === null || exe === program || exe.endsWith(`/${program}`);
}

/** The kernel's log is the whole machine's: a list must not get what another program was refused. */
function severalPrograms(traps: readonly Trap[]): string[] {
  const programs = [...new Set(traps.flatMap(({ exe }) => (exe === null ? [] : [exe])))];
  if (programs.length < 2) return [];
  const named = programs.slice(0, PROGRAMS_NAMED).map((exe) => oneLine(exe, 80));
  const more = programs.length > named.length ? ', …' : '';
  return [
    `Calls of ${programs.length} programs are answered (${named.join(', ')}${more}): --program NAME takes those of one.`,
  ];
}

function wantOf(trap: Trap, options: CallOptions, machine: Machine): Want | string {
  const title = oneLine(trapTitle(trap));
  if (trap.number === null) return `${title}: nothing says which call it was.`;
  if (trap.arch === null && trap.auditArch !== null) {
    return `${title}: no table is for this architecture.`;
  }
  const arch = trap.arch ?? chosenArch(options.arch, machine.arch);
  // With its architecture known, a call without a name has none: x32's bit is off the number here.
  const syscall = trap.arch === null ? syscallByNumber(arch, trap.number) : trap.syscall;
  if (!syscall) return `${title}: no table of ${arch} has this call.`;
  if (syscall.abi === 'x32') return x32Sentence(syscall.name);
  const given = syscall.name === 'ioctl' ? options.ioctl : undefined;
  const request = trap.request ?? (given === undefined ? null : requestOf(arch, given));
  return { arch, syscall: syscall.name, request, comm: trap.comm };
}

/** An audit record of an `ioctl` has no request. Where another line names one for the same call,
 * that is very likely the same event, and only a note is left to say. */
function dropVague(wants: readonly Want[]): { kept: readonly Want[]; notes: readonly string[] } {
  const exact = wants.filter((want) => want.request !== null);
  const vague = wants.filter(
    (want) =>
      want.syscall === 'ioctl' &&
      want.request === null &&
      exact.some((other) => other.arch === want.arch && maySame(other.comm, want.comm)),
  );
  if (vague.length === 0) return { kept: wants, notes: [] };
  const note =
    'Some ioctl records do not say their request: only the requests that are named here are answered.';
  return { kept: wants.filter((want) => !vague.includes(want)), notes: [note] };
}

function maySame(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

function gaps(joiner: TrapJoiner): string[] {
  const notes: string[] = [];
  if (joiner.lost > 0) {
    notes.push(
      `The log says that records were dropped, at least ${joiner.lost}: it may not name every call.`,
    );
  }
  const [first, ...more] = joiner.unnamed;
  if (first) {
    const place = `${oneLine(first.origin.label)}:${first.record.line}`;
    const others =
      ['', ' (nor does 1 more line)'][more.length] ?? ` (nor do ${more.length} more lines)`;
    notes.push(`${place} says that a call was refused, but not which${others}.`);
  }
  return notes;
}

function syscallOf(arch: Arch, text: string): Syscall {
  const isNumber = /^(0x[0-9a-f]+|[0-9]+)$/i.test(text);
  const found = isNumber ? syscallByNumber(arch, Number(text)) : syscallByName(arch, text);
  if (found) return found;
  const elsewhere = isNumber ? [] : ARCHES.filter((other) => syscallByName(other, text));
  const hint = elsewhere.length === 0 ? '' : `; it exists on ${elsewhere.join(', ')}`;
  throw new CliError(`No table of ${arch} has the call "${oneLine(text)}"${hint}.`);
}

function requestOf(arch: Arch, text: string): number {
  const named = requestsByName(arch, text);
  const values = [...new Set(named.map(({ value }) => value))];
  if (values.length > 1) {
    const list = named.map(({ value, source }) => `${hex(value)} (${source})`).join(', ');
    throw new CliError(`${oneLine(text)} has several values: give the one meant, of ${list}.`);
  }
  const value = values[0] ?? parseRequest(arch, text);
  if (value !== null) return value;
  throw new CliError(
    `No table of ${arch} has the ioctl request "${oneLine(text)}": give its number, which ` +
      '"strace -f -e trace=ioctl COMMAND" shows, as 0x….',
  );
}

function x32Sentence(name: string): string {
  return (
    `${name} came by the x32 ABI, whose numbers no libc::SYS_ constant of x86_64 has: ` +
    'the program itself must make the call in another way.'
  );
}
