const LF = 10;
const CR = 13;

/** The offset of the first LF or CR in [from, to), or -1. */
export function nextBreak(bytes: Buffer, from: number, to: number): number {
  // Two native scans beat one in script; the second goes no further than the first came.
  const lf = indexBetween(bytes, LF, from, to);
  const cr = indexBetween(bytes, CR, from, lf === -1 ? to : lf);
  return cr === -1 ? lf : cr;
}

/** The offset of the last LF or CR in [from, to), or -1. */
export function lastBreak(bytes: Buffer, from: number, to: number): number {
  let i = to - 1;
  while (i >= from && bytes[i] !== LF && bytes[i] !== CR) i--;
  return i < from ? -1 : i;
}

/** Where the line after the break at `at` begins: CRLF is one break. */
export function afterBreak(bytes: Uint8Array, at: number): number {
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}

/** How many lines end in [from, to): LF, CRLF and lone CR, where no CRLF is cut by an end. */
export function countBreaks(bytes: Buffer, from: number, to: number): number {
  let count = countLf(bytes, from, to);
  for (let cr = indexBetween(bytes, CR, from, to); cr !== -1;) {
    if (cr + 1 >= to || bytes[cr + 1] !== LF) count++;
    cr = indexBetween(bytes, CR, cr + 1, to);
  }
  return count;
}

function indexBetween(bytes: Buffer, byte: number, from: number, to: number): number {
  return from >= to ? -1 : shifted(bytes.subarray(from, to).indexOf(byte), from);
}

function shifted(index: number, by: number): number {
  return index === -1 ? -1 : index + by;
}

/**
 * Every byte of a large log passes here to number its lines, so four at a time: XOR makes an LF a
 * zero byte, the sum carries into the high bit of every other byte, and the sums of up to 255 words
 * fit the four bytes of one.
 */
function countLf(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  let i = from;
  for (; i < to && (bytes.byteOffset + i) % 4 !== 0; i++) if (bytes[i] === LF) count++;
  if (i >= to) return count;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + i, (to - i) >> 2);
  for (let w = 0; w < words.length;) {
    const stop = Math.min(words.length, w + 255);
    let sums = 0;
    for (; w < stop; w++) {
      const x = (words[w] ?? 0) ^ 0x0a0a0a0a;
      sums = (sums + (~(((x & 0x7f7f7f7f) + 0x7f7f7f7f) | x | 0x7f7f7f7f) >>> 7)) | 0;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  for (i += words.length * 4; i < to; i++) if (bytes[i] === LF) count++;
  return count;
}
