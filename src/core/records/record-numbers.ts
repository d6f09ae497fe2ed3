/** How many digits a time has now, and how long `.%03lu:` is. */
const TIME_DIGITS = 10;
const STAMP_MIDDLE = 5;

/** How many hex digits make 32 bits. */
const HEX_DIGITS = 8;
/** By byte. */
const HEX_VALUES = Int8Array.from({ length: 256 }, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte)),
);

const DOT = 0x2e;
const DIGIT = 0x30;
const COLON = 0x3a;

/**
 * The numbers that differ in audit records which are else the same, read from bytes. Only those are
 * taken that are written in one way: none with a zero in front.
 */
export class RecordNumbers {
  seconds = 0;
  milliseconds = 0;
  serial = 0;
  pid = 0;
  /** The upper and the lower 32 bits of the address, signed or not. */
  ipHigh = 0;
  ipLow = 0;
  /** The first digits of the last time, and what they say: those of the next are mostly the same. */
  #digits = NaN;
  #decades = 0;
  /** What was read last. */
  #number = 0;

  /**
   * Reads linux/audit.h's `%llu.%03lu:%u`, in the lengths that the decoders take.
   * @returns where it ends, or -1 where none stands there
   */
  readStamp(view: DataView, from: number): number {
    let at = this.#readSeconds(view, from);
    if (at === -1 || !this.#readMilliseconds(view, at)) return -1;
    at = this.#readNumber(view, at + STAMP_MIDDLE, 10);
    this.serial = this.#number;
    return at;
  }

  /** Where the process id that begins there ends, or -1. */
  readPid(view: DataView, from: number): number {
    const at = this.#readNumber(view, from, 10);
    this.pid = this.#number;
    return at;
  }

  /** Where the hex digits that begin there end, or -1 where they are no address as the kernel prints it. */
  readAddress(view: DataView, from: number): number {
    const first = this.#readHex(view, from);
    const upper = this.#number;
    const end = first === from + HEX_DIGITS ? this.#readHex(view, first) : first;
    const lower = end === first ? 0 : this.#number;
    // The upper digits were read as if none followed.
    const more = 4 * (end - first);
    this.ipHigh = more === 0 ? 0 : more === 32 ? upper : upper >>> (32 - more);
    this.ipLow = more === 0 ? upper : more === 32 ? lower : (upper << more) | lower;
    if (end === from || (end < view.byteLength && hexDigit(view.getUint8(end)) !== -1)) return -1;
    return view.getUint8(from) === DIGIT && end > from + 1 ? -1 : end;
  }

  /** Where the digits end, or -1. */
  #readSeconds(view: DataView, at: number): number {
    if (at + TIME_DIGITS < view.byteLength && view.getFloat64(at, true) === this.#digits) {
      const tens = view.getUint8(at + 8) - DIGIT;
      const ones = view.getUint8(at + 9) - DIGIT;
      if (tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && view.getUint8(at + 10) === DOT) {
        this.seconds = this.#decades + 10 * tens + ones;
        return at + TIME_DIGITS;
      }
    }
    const end = this.#readNumber(view, at, 11);
    this.seconds = this.#number;
    if (end === at + TIME_DIGITS) {
      this.#digits = view.getFloat64(at, true);
      this.#decades = this.#number - (this.#number % 100);
    }
    return end;
  }

  /** Whether `.%03lu:` stands there. */
  #readMilliseconds(view: DataView, at: number): boolean {
    if (at + STAMP_MIDDLE > view.byteLength || view.getUint8(at) !== DOT) return false;
    let value = 0;
    for (let nth = 1; nth <= 3; nth++) {
      const digit = view.getUint8(at + nth) - DIGIT;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    this.milliseconds = value;
    return view.getUint8(at + 4) === COLON;
  }

  /** Where the decimal number of at most `most` digits ends, or -1 where none stands there. */
  #readNumber(view: DataView, from: number, most: number): number {
    let value = 0;
    let at = from;
    for (; at < view.byteLength; at++) {
      const digit = view.getUint8(at) - DIGIT;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#number = value;
    if (at === from || at > from + most) return -1;
    return view.getUint8(from) === DIGIT && at > from + 1 ? -1 : at;
  }

  /** Where so many hex digits end as make 32 bits at most. */
  #readHex(view: DataView, from: number): number {
    const stop = Math.min(view.byteLength, from + HEX_DIGITS);
    let value = 0;
    let at = from;
    for (; at < stop; at++) {
      const digit = hexDigit(view.getUint8(at));
      if (digit === -1) break;
      value = (value << 4) | digit;
    }
    this.#number = value;
    return at;
  }
}

/** The digit's value; -1 for what is none of a lower-case address. */
function hexDigit(byte: number): number {
  return HEX_VALUES[byte] ?? -1;
}
