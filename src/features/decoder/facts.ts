import * as vscode from 'vscode';
import { actionWords } from '../../core/abi/actions';
import { iocText, requestsByValue } from '../../core/abi/ioctls';
import type { RefusalRecord } from '../../core/records/record';
import { oneLine } from '../../core/text/untrusted';
import type { Trap } from '../../core/traps/trap';
import { recordFieldWords } from './field-words';
import type { Fact } from './protocol';

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

function requestFact({ arch, request, syscall }: Trap): Fact | null {
  if (syscall?.name !== 'ioctl') return null;
  const label = vscode.l10n.t('Request');
  if (request === null || arch === null) {
    return fact(
      label,
      vscode.l10n.t('not in the record'),
      vscode.l10n.t(
        'The kernel records no arguments. The program’s own message or a trace names the request.',
      ),
    );
  }
  const names = [...new Set(requestsByValue(arch, request).map(({ name }) => name))];
  const number = `0x${request.toString(16).padStart(8, '0')}`;
  const parts = `${number} = ${iocText(arch, request)}`;
  return names.length === 0
    ? code(label, number, iocText(arch, request))
    : code(label, names.join(vscode.l10n.t(' or ')), parts);
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

function code(label: string, value: string, note: string): Fact {
  return { label, value, note, code: true };
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
