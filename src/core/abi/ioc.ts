import type { Arch, IocFields } from './types';

/** How an architecture packs an ioctl request: `nr` in bits 0–7, `type` in 8–15, then size and dir. */
interface Layout {
  readonly sizeBits: number;
  readonly none: number;
  readonly read: number;
  readonly write: number;
}

/** asm-generic/ioctl.h. */
const GENERIC: Layout = { sizeBits: 14, none: 0, read: 2, write: 1 };
/** arch/powerpc/include/uapi/asm/ioctl.h. */
const POWERPC: Layout = { sizeBits: 13, none: 1, read: 2, write: 4 };

const SIZE_SHIFT = 16;

function layoutOf(arch: Arch): Layout {
  return arch === 'ppc64le' ? POWERPC : GENERIC;
}

/**
 * The fields of a request. Requests older than `_IOC`, such as 0x5401, have fields as well,
 * which then say nothing: `none`, size 0.
 * @param value unsigned 32-bit.
 */
export function iocFields(arch: Arch, value: number): IocFields {
  const layout = layoutOf(arch);
  const bits = dirBits(layout, value);
  const read = (bits & layout.read) !== 0;
  const write = (bits & layout.write) !== 0;
  return {
    dir: read && write ? 'read|write' : read ? 'read' : write ? 'write' : 'none',
    size: (value >>> SIZE_SHIFT) & ((1 << layout.sizeBits) - 1),
    type: (value >>> 8) & 0xff,
    nr: value & 0xff,
  };
}

/**
 * The request, unsigned 32-bit, of its fields.
 * @throws RangeError when a field does not fit (type and nr 8 bits, size 14, on ppc64le 13).
 */
export function iocValue(arch: Arch, fields: IocFields): number {
  const layout = layoutOf(arch);
  const bits =
    fields.dir === 'none'
      ? layout.none
      : (fields.dir.includes('read') ? layout.read : 0) |
        (fields.dir.includes('write') ? layout.write : 0);
  return packed(layout, bits, fields.type, fields.nr, fields.size);
}

/**
 * A request in strace's words: `_IOC(_IOC_READ|_IOC_WRITE, 0xb8, 0x12, 0x30)`.
 * A direction that has no name on the architecture stands as its number.
 */
export function iocText(arch: Arch, value: number): string {
  const fields = iocFields(arch, value);
  const named = fields.dir
    .split('|')
    .map((word) => `_IOC_${word.toUpperCase()}`)
    .join('|');
  const dir =
    iocValue(arch, fields) === value ? named : `0x${dirBits(layoutOf(arch), value).toString(16)}`;
  return `_IOC(${dir}, ${hex(fields.type)}, ${hex(fields.nr)}, ${hex(fields.size)})`;
}

/** The request of a text such as `iocText` writes, spaces free, fields hex or decimal; null for any other. */
export function parseIoc(arch: Arch, text: string): number | null {
  const inside = /^_IOC\(([^()]*)\)$/.exec(text)?.[1]?.split(',');
  if (inside?.length !== 4) return null;
  const layout = layoutOf(arch);
  const [dirText = '', ...numbers] = inside;
  const dir = parseDir(layout, dirText);
  const [type, nr, size] = numbers.map(parseField);
  if (dir === null || type == null || nr == null || size == null) return null;
  try {
    return packed(layout, dir, type, nr, size);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const DIRECTIONS: ReadonlyMap<string, 'none' | 'read' | 'write'> = new Map([
  ['_IOC_NONE', 'none'],
  ['_IOC_READ', 'read'],
  ['_IOC_WRITE', 'write'],
]);

function parseDir(layout: Layout, text: string): number | null {
  const number = parseField(text);
  if (number !== null) return number;
  let bits = 0;
  for (const word of text.split('|')) {
    const name = DIRECTIONS.get(word.trim());
    if (name === undefined) return null;
    bits |= layout[name];
  }
  return bits;
}

function parseField(text: string): number | null {
  const digits = text.trim();
  return /^(?:0x[0-9a-f]+|\d+)$/i.test(digits) ? Number(digits) : null;
}

/** One field of a request as it stands in the number. */
export interface RequestBits {
  readonly field: 'dir' | 'size' | 'type' | 'nr';
  /** The place of its highest and its lowest bit, 31–0. */
  readonly high: number;
  readonly low: number;
  /** From the highest bit on: `01`. */
  readonly bits: string;
}

/** A request's fields from the highest bit down: together its 32 bits. */
export function requestBits(arch: Arch, value: number): readonly RequestBits[] {
  const { sizeBits } = layoutOf(arch);
  const bits = value.toString(2).padStart(32, '0');
  const field = (name: RequestBits['field'], high: number, low: number): RequestBits => ({
    field: name,
    high,
    low,
    bits: bits.slice(31 - high, 32 - low),
  });
  const dirShift = SIZE_SHIFT + sizeBits;
  return [
    field('dir', 31, dirShift),
    field('size', dirShift - 1, SIZE_SHIFT),
    field('type', 15, 8),
    field('nr', 7, 0),
  ];
}

function dirBits(layout: Layout, value: number): number {
  return value >>> (SIZE_SHIFT + layout.sizeBits);
}

function packed(layout: Layout, dir: number, type: number, nr: number, size: number): number {
  const dirShift = SIZE_SHIFT + layout.sizeBits;
  const limits: [string, number, number][] = [
    ['dir', dir, 32 - dirShift],
    ['type', type, 8],
    ['nr', nr, 8],
    ['size', size, layout.sizeBits],
  ];
  for (const [name, value, bits] of limits) {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
      throw new RangeError(`${name} ${value} does not fit ${bits} bits`);
    }
  }
  return ((dir << dirShift) | (size << SIZE_SHIFT) | (type << 8) | nr) >>> 0;
}

/** As C's `%#x`, which strace uses. */
function hex(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`;
}
