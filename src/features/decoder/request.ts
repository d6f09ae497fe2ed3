import * as vscode from 'vscode';
import { iocFields, requestBits, requestsByValue, type RequestBits } from '../../core/abi/ioctls';
import type { Arch, IocFields } from '../../core/abi/types';
import type { Trap } from '../../core/traps/trap';
import { bytesWords } from '../shared/count-words';
import type { RequestField, RequestView } from './protocol';

/** The request as the 32 bits that it is; null where it is not known. */
export function requestOf({ arch, request }: Trap): RequestView | null {
  if (arch === null || request === null) return null;
  const fields = iocFields(arch, request);
  return {
    name: requestNames(arch, request).join(vscode.l10n.t(' or ')),
    number: hex(request, 8),
    caption: vscode.l10n.t('The bits of the request'),
    headings: [vscode.l10n.t('Bits'), vscode.l10n.t('Field'), vscode.l10n.t('Value')],
    fields: requestBits(arch, request).map((bits) => fieldOf(bits, fields)),
  };
}

/** The names that the tables have for a request; its number may have none, or several. */
export function requestNames(arch: Arch, request: number): readonly string[] {
  return [...new Set(requestsByValue(arch, request).map(({ name }) => name))];
}

function fieldOf({ field, high, low, bits }: RequestBits, fields: IocFields): RequestField {
  return { field, range: `${high}–${low}`, bits, ...wordsOf(field, fields) };
}

/** By asm-generic/ioctl.h: the direction is the program's, who reads what the kernel has written. */
function wordsOf(
  field: RequestBits['field'],
  { dir, size, type, nr }: IocFields,
): Pick<RequestField, 'label' | 'value' | 'meaning'> {
  switch (field) {
    case 'dir':
      return { label: vscode.l10n.t('direction'), value: dir, meaning: directionWords(dir) };
    case 'size':
      return {
        label: vscode.l10n.t('size'),
        value: bytesWords(size),
        meaning: size === 0 ? null : vscode.l10n.t('of what is handed over'),
      };
    case 'type': {
      const isPrinted = type > 0x20 && type < 0x7f;
      return {
        label: vscode.l10n.t('type'),
        value: hex(type, 2),
        meaning: isPrinted ? `'${String.fromCharCode(type)}'` : null,
      };
    }
    case 'nr':
      return { label: vscode.l10n.t('number'), value: hex(nr, 2), meaning: String(nr) };
  }
}

function directionWords(dir: IocFields['dir']): string {
  switch (dir) {
    case 'none':
      return vscode.l10n.t('nothing is handed over');
    case 'read':
      return vscode.l10n.t('the kernel fills a buffer');
    case 'write':
      return vscode.l10n.t('the kernel reads a buffer');
    case 'read|write':
      return vscode.l10n.t('the kernel reads a buffer and fills it');
  }
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
