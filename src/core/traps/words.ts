import { auditArchName } from '../abi/arch';
import { iocText, requestsByValue } from '../abi/ioctls';
import { oneLine } from '../text/untrusted';
import type { Trap } from './trap';

/**
 * The trap's call in a few words: `ioctl(KVM_SET_FPU)`, `getpid`, `unknown call 600`,
 * `call 5 on unknown architecture 0x1234`. Plain text; nothing of it comes from the log but numbers and word characters.
 */
export function trapTitle(trap: Trap): string {
  if (trap.syscall === null) return numberTitle(trap);
  const { name, abi } = trap.syscall;
  const argument = trap.request === null ? '' : `(${requestName(trap)})`;
  return `${name}${argument}${abi === 'x32' ? ' (x32)' : ''}`;
}

function numberTitle(trap: Trap): string {
  const number = trap.number === null ? (trap.name ?? 'unnamed call') : `call ${trap.number}`;
  if (trap.arch !== null) return `unknown ${number}`;
  return trap.auditArch === null
    ? `${number} on unknown architecture`
    : `${number} on ${archWords(trap.auditArch)}`;
}

/** An `arch=` value that has no syscall table: by its name in linux/audit.h where it has one. */
function archWords(auditArch: number): string {
  return auditArchName(auditArch) ?? `unknown architecture 0x${auditArch.toString(16)}`;
}

/** A title has room for so many of the names that one number can have (DRM's drivers share theirs). */
const NAMES_IN_TITLE = 2;

/** The request by the names that it has; else its `_IOC(…)`. */
function requestName(trap: Trap): string {
  if (trap.request === null || trap.arch === null) return '';
  const names = [...new Set(requestsByValue(trap.arch, trap.request).map(({ name }) => name))];
  if (names.length === 0) return iocText(trap.arch, trap.request);
  const shown = names.slice(0, NAMES_IN_TITLE);
  return [...shown, ...(names.length > shown.length ? ['…'] : [])].join(' or ');
}

/** A stretch of the sentence: what it is tells how it is shown. */
export interface SentencePart {
  readonly kind: 'words' | 'name' | 'call';
  readonly text: string;
}

/**
 * The trap in one sentence: `Thread vcpu0 of my-vmm was refused ioctl(KVM_SET_FPU), number 16 on
 * x86_64.` Plain text on one line; thread and program are the log's own words and untrusted.
 */
export function trapSentence(trap: Trap): string {
  return sentenceParts(trap)
    .map(({ text }) => text)
    .join('');
}

/** The same sentence, with its names and its call apart. */
export function sentenceParts(trap: Trap): readonly SentencePart[] {
  const number = trap.syscall === null ? '' : `, number ${trap.number} on ${trap.syscall.arch}`;
  const { verb, end } = VERBS[trap.action ?? 'unknown'];
  const where = trap.syscall === null && trap.arch !== null ? ` on ${trap.arch}` : '';
  return [
    ...who(trap),
    words(` ${verb} `),
    { kind: 'call', text: trapTitle(trap) },
    words(`${where}${number}${end}.`),
  ];
}

/** Log lets a call through: it would be refused by the filter as it is meant to be. */
const VERBS = {
  log: { verb: 'called', end: ', which its filter does not allow and only logs' },
  allow: { verb: 'called', end: ', which its filter allows' },
  'kill-process': { verb: 'was killed for', end: '' },
  'kill-thread': { verb: 'was killed for', end: '' },
  trap: { verb: 'was refused', end: '' },
  errno: { verb: 'was refused', end: ' and got an error instead' },
  'user-notif': { verb: 'was stopped at', end: ' for its supervisor to decide' },
  trace: { verb: 'was stopped at', end: ' for its tracer to decide' },
  unknown: { verb: 'was refused', end: '' },
} as const;

function who({ comm, exe }: Trap): SentencePart[] {
  const thread: SentencePart[] =
    comm === null
      ? [words('A thread')]
      : [words('Thread '), name(comm === '' ? '""' : oneLine(comm, 40))];
  if (exe === null) return thread;
  return [...thread, words(' of '), name(oneLine(exe.split('/').at(-1) ?? exe, 60))];
}

function words(text: string): SentencePart {
  return { kind: 'words', text };
}

function name(text: string): SentencePart {
  return { kind: 'name', text };
}
