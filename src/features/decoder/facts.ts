import * as vscode from 'vscode';
import { actionWords } from '../../core/abi/actions';
import { manualPage, requestPage } from '../../core/abi/manual';
import type { RefusalRecord } from '../../core/records/record';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { recordFieldWords } from './field-words';
import type { Fact, ManualLink } from './protocol';
import { requestNames } from './request';

/** `ioctl(fd, cmd, arg)`; null where no table knows the call. */
export function signatureOf({ syscall }: Trap): string | null {
  if (!syscall) return null;
  return `${syscall.name}(${syscall.args?.join(', ') ?? '…'})`;
}

/** What is known of the trap, one thing a row. What no line said has no row. */
export function factsOf(trap: Trap): Fact[] {
  return [
    requestFact(trap),
    numberFact(trap),
    fact(vscode.l10n.t('Filter'), trap.action, trap.action && actionWords(trap.action)),
    fact(vscode.l10n.t('Thread'), trap.comm === null ? null : oneLine(trap.comm, 60)),
    fact(vscode.l10n.t('Program'), trap.exe === null ? null : oneLine(trap.exe, 300)),
    fact(vscode.l10n.t('Seen'), timesWords(trap.count)),
  ].filter((row) => row !== null);
}

/** Only where it is missing: one that is known is drawn. */
function requestFact({ arch, request, syscall }: Trap): Fact | null {
  if (syscall?.name !== 'ioctl' || (request !== null && arch !== null)) return null;
  return fact(
    vscode.l10n.t('Request'),
    vscode.l10n.t('not in the record'),
    vscode.l10n.t(
      'The kernel records no arguments. The program’s own message or a trace names the request.',
    ),
  );
}

/** What there is to read about the call. */
export function manualOf(trap: Trap): readonly ManualLink[] {
  const { syscall, arch, request } = trap;
  const names = arch === null || request === null ? [] : requestNames(arch, request);
  return [syscall && manualPage(syscall), ...names.map(requestPage)]
    .filter((page) => page !== null)
    .map(({ title, href }) => ({
      text: title,
      label: vscode.l10n.t('Manual page {0}', title),
      href,
    }));
}

function numberFact({ arch, auditArch, number, syscall }: Trap): Fact | null {
  if (number === null) return null;
  const where =
    arch ?? (auditArch === null ? null : `0x${auditArch.toString(16).padStart(8, '0')}`);
  const abi = syscall?.abi === 'x32' ? ' (x32)' : '';
  const value = where === null ? String(number) : vscode.l10n.t('{0} on {1}', number, where + abi);
  return fact(vscode.l10n.t('Number'), value);
}

function timesWords(count: number): string {
  return count === 1 ? vscode.l10n.t('once') : vscode.l10n.t('{0} times', count);
}

function fact(label: string, value: string | null, note: string | null = null): Fact | null {
  return value === null ? null : { label, value, note, code: false };
}

/** The fields of the record that was printed, each with what it is. */
export function fieldsOf(record: RefusalRecord): Fact[] {
  return record.fields.map((field) => ({
    label: oneLine(field.key, 40),
    value: oneLine(field.value, 300),
    note: recordFieldWords(field, record),
    code: true,
  }));
}
