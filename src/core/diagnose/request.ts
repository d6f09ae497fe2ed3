import { requestsByValue } from '../abi/ioctls';
import type { Arch } from '../abi/types';

/** The low 32 bits of an ioctl's second argument, which is what `ArgLen::Dword` compares. */
export function requestOf(name: string, args: ReadonlyMap<number, bigint>): number | null {
  const value = name === 'ioctl' ? args.get(1) : undefined;
  return value === undefined ? null : Number(BigInt.asUintN(32, value));
}

/** The tables' names of a request, MSHV's two ABIs included. */
export function requestNames(arch: Arch, request: number | null): readonly string[] {
  if (request === null) return [];
  return [...new Set(requestsByValue(arch, request).map(({ name }) => name))];
}
