import * as l10n from '@vscode/l10n';
import { requestsByValue } from '../abi/ioctls';
import type { Want } from './remedy';

/** Every name of the request, each once, in the tables' order. */
export function requestNames({ arch, request }: Want): readonly string[] {
  if (request === null) return [];
  return [...new Set(requestsByValue(arch, request).map(({ name }) => name))];
}

/**
 * `ioctl(KVM_SET_FPU)`, `ioctl(0xdeadbeef)`, `getpid`; a number with several names shows them all,
 * `ioctl(VFIO_A or VFIO_B)`, since nothing tells which driver was meant.
 * @param name the one that a source gives it
 */
export function wantTitle(want: Want, name?: string): string {
  const { request, syscall } = want;
  if (request === null) return syscall;
  const names = name === undefined ? requestNames(want) : [name];
  return `${syscall}(${names.length > 0 ? names.join(l10n.t(' or ')) : `0x${request.toString(16)}`})`;
}
