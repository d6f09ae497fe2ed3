import * as vscode from 'vscode';
import { iocFields, iocText, requestsByValue } from '../../core/abi/ioctls';
import type { Arch, IocFields, IoctlRequest } from '../../core/abi/types';
import { bytesWords } from '../shared/count-words';
import { code, type Page } from './page';

/** An ioctl request: every name that the number has, and the four fields in its bits. */
export function requestPage(page: Page, arch: Arch, value: number): void {
  const named = requestsByValue(arch, value);
  page.show(namesOf(named) ?? iocText(arch, value), 'c');
  page.say(vscode.l10n.t('ioctl request {0} ({1}) on {2}', code(hex(value)), value, code(arch)));
  const { dir, size, type, nr } = iocFields(arch, value);
  page.table(
    [
      vscode.l10n.t('Direction'),
      vscode.l10n.t('Size'),
      vscode.l10n.t('Type'),
      vscode.l10n.t('Number'),
    ],
    [[directionWords(dir), bytesWords(size), typeWords(type), code(hex(nr))]],
  );
  if (named.length > 0) page.say(code(iocText(arch, value)));
  for (const { name, source } of named) page.say(`${code(name)}: ${source}`);
  if (named.length === 0) page.say(vscode.l10n.t('No table has a name for this number.'));
}

/** Each name once: two ABIs can give one number the same. */
function namesOf(requests: readonly IoctlRequest[]): string | null {
  const names = new Set(requests.map(({ name }) => name));
  return names.size === 0 ? null : [...names].join(' or ');
}

export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function directionWords(dir: IocFields['dir']): string {
  switch (dir) {
    case 'none':
      return vscode.l10n.t('no data');
    case 'read':
      return vscode.l10n.t('read from the kernel');
    case 'write':
      return vscode.l10n.t('written to the kernel');
    case 'read|write':
      return vscode.l10n.t('written and read');
  }
}

/** A type is often a letter: `0x54 'T'`. */
function typeWords(type: number): string {
  const letter = String.fromCharCode(type);
  return /^[A-Za-z0-9]$/.test(letter) ? `${code(hex(type))} '${letter}'` : code(hex(type));
}
