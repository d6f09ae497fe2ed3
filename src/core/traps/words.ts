import * as l10n from '@vscode/l10n';
import { auditArchName } from '../abi/arch';
import { iocText, requestsByValue } from '../abi/ioctls';
import { oneLine } from '../text/untrusted';
import type { Trap } from './trap';

/**
 * The trap's call in a few words: `ioctl(KVM_SET_FPU)`, `getpid`, `unknown call 600`,
 * `call 5 on unknown architecture 0x1234`. Plain text; nothing of it comes from the log but numbers and
 * word characters.
 */
export function trapTitle(trap: Trap): string {
  if (trap.syscall === null) return numberTitle(trap);
  const { name, abi } = trap.syscall;
  const argument = trap.request === null ? '' : `(${requestName(trap)})`;
  return `${name}${argument}${abi === 'x32' ? ' (x32)' : ''}`;
}

function numberTitle(trap: Trap): string {
  const call =
    trap.number === null ? (trap.name ?? l10n.t('unnamed call')) : l10n.t('call {0}', trap.number);
  if (trap.arch !== null) return l10n.t('unknown {0}', call);
  return trap.auditArch === null
    ? l10n.t('{0} on unknown architecture', call)
    : l10n.t('{0} on {1}', call, archWords(trap.auditArch));
}

/** An `arch=` value that has no syscall table: by its name in linux/audit.h where it has one. */
function archWords(auditArch: number): string {
  return (
    auditArchName(auditArch) ?? l10n.t('unknown architecture {0}', `0x${auditArch.toString(16)}`)
  );
}

/** A title has room for so many of the names that one number can have (DRM's drivers share theirs). */
const NAMES_IN_TITLE = 2;

/** The request by the names that it has; else its `_IOC(…)`. */
function requestName(trap: Trap): string {
  if (trap.request === null || trap.arch === null) return '';
  const names = [...new Set(requestsByValue(trap.arch, trap.request).map(({ name }) => name))];
  if (names.length === 0) return iocText(trap.arch, trap.request);
  const shown = names.slice(0, NAMES_IN_TITLE);
  return [...shown, ...(names.length > shown.length ? ['…'] : [])].join(l10n.t(' or '));
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
  const call = filled(callPhrase(trap), [{ kind: 'call', text: trapTitle(trap) }]);
  return filled(sentenceOf(trap.action), who(trap), call);
}

/** Stand in a translated sentence where the parts go. */
const FIRST = '\ue000';
const SECOND = '\ue001';

function filled(
  sentence: string,
  first: readonly SentencePart[],
  second: readonly SentencePart[] = [],
): SentencePart[] {
  return sentence.split(/([\ue000\ue001])/).flatMap((piece): readonly SentencePart[] => {
    if (piece === FIRST) return first;
    if (piece === SECOND) return second;
    return piece === '' ? [] : [{ kind: 'words', text: piece }];
  });
}

/** Log lets a call through: it would be refused by the filter as it is meant to be. */
function sentenceOf(action: Trap['action']): string {
  switch (action) {
    case 'log':
      return l10n.t(
        '{0} called {1}, which its filter does not allow and only logs.',
        FIRST,
        SECOND,
      );
    case 'allow':
      return l10n.t('{0} called {1}, which its filter allows.', FIRST, SECOND);
    case 'kill-process':
    case 'kill-thread':
      return l10n.t('{0} was killed for {1}.', FIRST, SECOND);
    case 'errno':
      return l10n.t('{0} was refused {1} and got an error instead.', FIRST, SECOND);
    case 'user-notif':
      return l10n.t('{0} was stopped at {1} for its supervisor to decide.', FIRST, SECOND);
    case 'trace':
      return l10n.t('{0} was stopped at {1} for its tracer to decide.', FIRST, SECOND);
    case 'trap':
    case null:
      return l10n.t('{0} was refused {1}.', FIRST, SECOND);
  }
}

function callPhrase({ syscall, number, arch }: Trap): string {
  if (syscall !== null) {
    return l10n.t('{0}, number {1} on {2}', FIRST, number ?? syscall.number, syscall.arch);
  }
  return arch === null ? FIRST : l10n.t('{0} on {1}', FIRST, arch);
}

function who({ comm, exe }: Trap): SentencePart[] {
  const thread = comm === null ? null : name(comm === '' ? '""' : oneLine(comm, 40));
  const program = exe === null ? null : name(oneLine(exe.split('/').at(-1) ?? exe, 60));
  if (thread && program)
    return filled(l10n.t('Thread {0} of {1}', FIRST, SECOND), [thread], [program]);
  if (thread) return filled(l10n.t('Thread {0}', FIRST), [thread]);
  if (program) return filled(l10n.t('A thread of {0}', FIRST), [program]);
  return filled(l10n.t('A thread'), []);
}

function name(text: string): SentencePart {
  return { kind: 'name', text };
}
