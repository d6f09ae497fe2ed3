const SPACE = 0x20;
const X = 0x78;

/** `x` in each byte, and `ip=0`, as words of the little end first. */
const XXXX = 0x78787878;
const IP_0 = 0x303d7069;

/** How many bytes of a body are hashed at a time: so many have to stand behind it. */
export const STEP = 8;

/** Finds where a record's text ends that is the same in others: at the digits of its address. */
export class BodyEnd {
  /** Of the body that was found last. */
  hash = 0;

  /**
   * Where the digits of the first ` ip=0x` behind `from` begin, or -1 where it is further away than
   * `longest`. Makes the hash of what stands before them.
   */
  find(view: DataView, from: number, longest: number): number {
    const stop = Math.min(view.byteLength - STEP, from + longest);
    let hash = 0x811c9dc5;
    for (let at = from; at <= stop; at += STEP) {
      const low = view.getInt32(at, true);
      const high = view.getInt32(at + 4, true);
      if ((xsOf(low) | xsOf(high)) !== 0) {
        const end = addressIn(view, from, at);
        if (end !== -1) {
          const length = end - at;
          this.hash = mixed(hash, low & firstBytes(length), high & firstBytes(length - 4));
          return end;
        }
      }
      hash = mixed(hash, low, high);
    }
    return -1;
  }
}

/** Not zero where one of the word's bytes is an x. */
function xsOf(word: number): number {
  const x = word ^ XXXX;
  return (x - 0x01010101) & ~x & 0x80808080;
}

/** The mask of a word's first bytes. */
function firstBytes(count: number): number {
  if (count <= 0) return 0;
  return count >= 4 ? -1 : (1 << (8 * count)) - 1;
}

/** Waits for one multiplication for two words. */
function mixed(hash: number, low: number, high: number): number {
  return (Math.imul(hash ^ low, 0x01000193) + Math.imul(high, 0x9e3779b1)) | 0;
}

/** Behind the first ` ip=0x` that stands behind `from` and ends in the words at `at`; -1 for none. */
function addressIn(view: DataView, from: number, at: number): number {
  for (let x = Math.max(at, from + 5); x < at + STEP; x++) {
    if (view.getUint8(x) !== X || view.getInt32(x - 4, true) !== IP_0) continue;
    if (view.getUint8(x - 5) === SPACE) return x + 1;
  }
  return -1;
}
