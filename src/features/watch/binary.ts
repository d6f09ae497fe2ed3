const LOOKED_AT = 4096;
/** Escape sequences, tabs and line ends are text's; NULs stand between Hyperlight's own lines. */
const TEXT_CONTROLS = new Set([0x00, 0x07, 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1b, 0x1d]);
const MOST_OTHERS = 0.05;

/**
 * Whether the beginning of a file is no text that a log could be. A log's stray bytes are few, and
 * bytes of 0x80 and more are letters of some encoding; a program's, an image's or an archive's
 * first 4 KiB hold many control characters, or nothing but NULs.
 */
export function looksBinary(beginning: Uint8Array): boolean {
  const bytes = beginning.subarray(0, LOOKED_AT);
  if (bytes.length === 0) return false;
  let others = 0;
  let nuls = 0;
  for (const byte of bytes) {
    if (byte === 0) nuls++;
    else if (byte === 0x7f || (byte < 0x20 && !TEXT_CONTROLS.has(byte))) others++;
  }
  // A line of Hyperlight's is a buffer of 64 bytes that ends in NULs: at most half of it and a bit.
  return nuls > 0.75 * bytes.length || others > MOST_OTHERS * (bytes.length - nuls);
}
