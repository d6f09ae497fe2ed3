/*
 * Steps over parts of a strace line in its bytes. Every line ends with an LF, which none of these
 * steps over, so nothing is read behind the line.
 */

const LF = 10;
const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const SLASH = 47;
const COLON = 58;
const LESS = 60;
const GREATER = 62;
const BRACKET = 91;
const BRACKET_CLOSE = 93;

const codes = (text: string): readonly number[] => Array.from(text, (char) => char.charCodeAt(0));
const IOCTL = codes('ioctl(');
const RESUMED = codes('<... ');
const PID = codes('[pid ');
const OR = codes(' or ');
const COMMENT = codes(' /* ');

/** Which bytes a name is made of: of a call, a constant, a hexadecimal number. */
const WORD = new Uint8Array(256);
for (let i = 0; i < 256; i++) if (/\w/.test(String.fromCharCode(i)) && i < 128) WORD[i] = 1;
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

/** A byte of the line; the zero only satisfies the type. */
function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** Whether these bytes stand there. */
export function stands(codes: ArrayLike<number>, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < codes.length; i++) if (codes[i] !== bytes[from + i]) return false;
  return true;
}

/** Where the next line begins. */
export function nextLine(bytes: Uint8Array, from: number): number {
  let i = from;
  while (at(bytes, i) !== LF) i++;
  return i + 1;
}

/** The end of `123`, `123<comm>`, `[pid 123]` or `[pid 123<comm>]`; `from` where none stands there. */
export function endOfThread(bytes: Uint8Array, from: number): number {
  const bracketed = at(bytes, from) === BRACKET;
  if (bracketed && !stands(PID, bytes, from)) return from;
  let i = bracketed ? from + PID.length : from;
  while (bracketed && at(bytes, i) === SPACE) i++;
  const digits = i;
  while (isDigit(at(bytes, i))) i++;
  // Longer numbers are times.
  if (i === digits || i > digits + 7) return from;
  if (at(bytes, i) === LESS) {
    while (at(bytes, i) !== GREATER && at(bytes, i) !== LF) i++;
    if (at(bytes, i) === LF) return from;
    i++;
  }
  if (bracketed && at(bytes, i++) !== BRACKET_CLOSE) return from;
  return at(bytes, i) === SPACE ? i : from;
}

/** The end of times, addresses, numbers in brackets and spaces before a call. */
export function endOfDecoration(bytes: Uint8Array, from: number): number {
  let i = from;
  for (;;) {
    const byte = at(bytes, i);
    if (byte === SPACE) i++;
    else if (isDigit(byte)) {
      while (isDigit(at(bytes, i)) || at(bytes, i) === COLON || at(bytes, i) === 46) i++;
    } else if (byte === BRACKET || (byte === OPEN && at(bytes, i + 1) === PLUS)) {
      const close = byte === BRACKET ? BRACKET_CLOSE : CLOSE;
      let end = i;
      while (at(bytes, end) !== close && at(bytes, end) !== LF) end++;
      if (at(bytes, end) === LF) return i;
      i = end + 1;
    } else return i;
  }
}

export function isIoctl(bytes: Uint8Array, from: number): boolean {
  return stands(IOCTL, bytes, from);
}

/** Whether `<... NAME resumed>` stands there, of `ioctl` or of another call. */
export function resumedCall(bytes: Uint8Array, from: number): 'ioctl' | 'other' | null {
  if (!stands(RESUMED, bytes, from)) return null;
  for (let i = 0; i < 5; i++) {
    if (at(bytes, from + RESUMED.length + i) !== IOCTL[i]) return 'other';
  }
  return 'ioctl';
}

/** Whether a call begins there that neither is an ioctl nor installs a filter nor makes a thread. */
export function isOtherCall(bytes: Uint8Array, from: number): boolean {
  let i = from;
  while (WORD[at(bytes, i)] === 1) i++;
  if (i === from || at(bytes, i) !== OPEN) return false;
  switch (at(bytes, from)) {
    case 0x63: // clone, clone3
      return at(bytes, from + 3) !== 0x6e;
    case 0x66: // fork
      return at(bytes, from + 3) !== 0x6b;
    case 0x69: // ioctl
      return at(bytes, from + 2) !== 0x63;
    case 0x70: // prctl
      return at(bytes, from + 3) !== 0x74;
    case 0x73: // seccomp
      return at(bytes, from + 3) !== 0x63;
    case 0x76: // vfork
      return at(bytes, from + 3) !== 0x72;
    default:
      return true;
  }
}

/** Where the request of an ioctl begins, behind its descriptor, which begins at `from`; or -1. */
export function beginOfRequest(bytes: Uint8Array, from: number): number {
  let i = from;
  if (at(bytes, i) === MINUS) i++;
  while (isDigit(at(bytes, i))) i++;
  if (at(bytes, i) === LESS) {
    let depth = 0;
    for (; ; i++) {
      const byte = at(bytes, i);
      if (byte === LF) return -1;
      if (byte === LESS) depth++;
      else if (byte === GREATER && at(bytes, i - 1) !== MINUS && --depth === 0) break;
    }
    i++;
    // A file that has gone: `3</tmp/x>(deleted)`.
    while (at(bytes, i) !== COMMA && at(bytes, i) !== LF) i++;
  }
  return at(bytes, i) === COMMA && at(bytes, i + 1) === SPACE ? i + 2 : -1;
}

/**
 * Where the request that begins at `from` ends, in any of strace's styles: a name or several joined
 * by ` or `, a number, also with a name in a comment behind it, `_IOC(…)`. -1 where what follows shows
 * that the line was cut inside it, or that this is something else.
 */
export function endOfRequest(bytes: Uint8Array, from: number): number {
  let i = from;
  for (;;) {
    const word = i;
    while (WORD[at(bytes, i)] === 1) i++;
    if (i === word) return -1;
    if (at(bytes, i) === OPEN) {
      while (at(bytes, i) !== CLOSE && at(bytes, i) !== LF) i++;
      if (at(bytes, i) === LF) return -1;
      i++;
    }
    if (at(bytes, i) !== SPACE) break;
    if (stands(OR, bytes, i)) i += OR.length;
    else if (stands(COMMENT, bytes, i)) {
      i += COMMENT.length;
      while (at(bytes, i) !== LF && !(at(bytes, i) === SLASH && at(bytes, i - 1) === STAR)) i++;
      if (at(bytes, i) === LF) return -1;
      i++;
      break;
    } else return at(bytes, i + 1) === LESS ? i : -1;
  }
  const next = at(bytes, i);
  return next === COMMA || next === CLOSE || (next === SPACE && at(bytes, i + 1) === LESS) ? i : -1;
}
