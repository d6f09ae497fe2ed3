import { requestsByValue } from '../../core/abi/ioctls';
import type { ActionName, Arch } from '../../core/abi/types';
import { decoding } from '../../core/records/late';
import { TrapJoiner } from '../../core/traps/joiner';
import type { Trap } from '../../core/traps/trap';
import { trapTitle } from '../../core/traps/words';
import { textOf } from './given';

/** One refused thing that a text tells of. All text in it comes from the log: it is to be shown as text. */
interface DecodedTrap {
  /** `ioctl(KVM_SET_FPU)`, `getpid`. */
  readonly title: string;
  readonly arch: Arch | null;
  /** Its number in the table of `arch`. */
  readonly number: number | null;
  /** Without `SYS_`; null where the number has no name, or no architecture. */
  readonly syscall: string | null;
  /** The ioctl request, lower-case hex, where a line names it. */
  readonly request: string | null;
  /** What the tables call that request. */
  readonly requestNames: readonly string[];
  readonly action: ActionName | null;
  /** The thread's name, at most 15 bytes of it. */
  readonly thread: string | null;
  readonly program: string | null;
  /** Events; one that two lines tell of counts once. */
  readonly count: number;
  /** The lines, from 1, that tell of it: the first and the latest of many. */
  readonly lines: readonly number[];
}

/** What a text says. */
export interface Decoded {
  readonly traps: readonly DecodedTrap[];
  /** Lines, from 1, that say a call was refused, but not which. */
  readonly unnamed: readonly number[];
  /** At least so many records are missing, as the text itself says. */
  readonly lost: number;
}

/**
 * Decodes records of any form out of a text, whatever that holds.
 * @throws Error with one sentence where it is no text
 */
export function decodeText(text: unknown): Decoded {
  const decoder = new (decoding().LogDecoder)();
  const joiner = new TrapJoiner();
  const origin = { label: '', file: null };
  for (const record of [...decoder.push(textOf(text, 'text')), ...decoder.end()])
    joiner.add(record, origin);
  return {
    traps: joiner.traps().map(decodedTrap),
    unnamed: joiner.unnamed.map(({ record }) => record.line),
    lost: joiner.lost,
  };
}

function decodedTrap(trap: Trap): DecodedTrap {
  const { arch, number, syscall, request, action, comm, exe, count, evidence } = trap;
  return {
    title: trapTitle(trap),
    arch,
    number,
    syscall: syscall?.name ?? null,
    request: request === null ? null : `0x${request.toString(16)}`,
    requestNames:
      request === null || arch === null ? [] : requestsByValue(arch, request).map((it) => it.name),
    action,
    thread: comm,
    program: exe,
    count,
    lines: evidence.map(({ record }) => record.line),
  };
}
