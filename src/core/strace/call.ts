/** A system call as strace printed it. All of it is untrusted text. */
export interface StraceCall {
  readonly name: string;
  /** As printed, strings with their quotes, `fd<path>` whole. Of a call that is still under way, or
   * whose line was cut short, the last may be incomplete. */
  readonly args: readonly string[];
  /** Whether the closing parenthesis was printed. */
  readonly closed: boolean;
  /** What stands behind ` = `: `0`, `-1 EPERM (Operation not permitted)`, `?`; null where nothing does. */
  readonly result: string | null;
}

/** How strace ends the line of a call that another thread's line interrupts, or that it lost. */
const INTERRUPTED = ['<unfinished ...>', '<detached ...>'];
const RESUMED = /^<\.\.\. [a-z_][a-z0-9_]* resumed>/;
const NAME = /^([a-z_][a-z0-9_]*)\(/;
/** `-T` adds the time spent in the call. */
const SPENT = / <\d{1,12}\.\d{1,9}>$/;

/** Whether the line of a call says that the rest of it comes later. */
export function isInterrupted(body: string): boolean {
  return interruption(body) !== -1;
}

/**
 * The call of a line without its prefix, `ioctl(3, KVM_RUN, 0) = 0`; null where none begins there.
 * Takes time in step with the length, whatever the text.
 */
export function parseCall(body: string): StraceCall | null {
  const name = NAME.exec(body)?.[1];
  if (name === undefined) return null;
  const text = begunPart(body);
  const { args, end } = splitArguments(text, name.length + 1);
  const closed = end < text.length;
  return { name, args, closed, result: closed ? resultOf(text.slice(end + 1)) : null };
}

/**
 * One call's line made of the two that strace printed: `begun` with `<unfinished ...>` at its end and
 * the later one that begins with `<... NAME resumed>`.
 */
export function joinCall(begun: string, resumed: string): string {
  return begunPart(begun) + resumed.replace(RESUMED, '').replace(/^ \)/, ')');
}

/** A thread that is killed inside a call leaves `getpid( <unfinished ...>) = ?`. */
const KILLED_INSIDE = /<unfinished \.\.\.>(?=\)\s+= \?$)/;

function begunPart(body: string): string {
  const at = interruption(body);
  return at === -1 ? body.replace(KILLED_INSIDE, '') : body.slice(0, at).trimEnd();
}

/** Where the mark of an interrupted call begins, which only stars of a paste may follow; or -1. */
function interruption(body: string): number {
  for (const mark of INTERRUPTED) {
    const at = body.lastIndexOf(mark);
    if (
      at !== -1 &&
      body
        .slice(at + mark.length)
        .replaceAll('*', '')
        .trim() === ''
    )
      return at;
  }
  return -1;
}

function resultOf(behind: string): string | null {
  const text = behind.trim();
  return text.startsWith('= ') ? text.slice(2).replace(SPENT, '') : null;
}

/** The number that a result begins with; null for `?` and where there is none. */
export function resultNumber(result: string | null): number | null {
  const digits = /^(?:-?\d{1,20}|0x[0-9a-f]{1,16})(?![\w.])/.exec(result ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
}

/**
 * The thread that a clone, fork or vfork made: inside a PID namespace strace adds the number by which
 * it names the thread itself, `= 2 /* 1234 in strace's PID NS *\/`.
 */
export function childOf(result: string | null): number | null {
  const outside = /\/\* (\d{1,10}) in strace's PID NS \*\//.exec(result ?? '')?.[1];
  const child = outside === undefined ? resultNumber(result) : Number(outside);
  return child !== null && child > 0 ? child : null;
}

/**
 * Splits at the commas between arguments, from `from` to the parenthesis that ends the call. What
 * stands in a quoted string, in `(…)`, `[…]` and `{…}` or in a descriptor's `<path>` parts nothing.
 */
function splitArguments(text: string, from: number): { args: string[]; end: number } {
  const args: string[] = [];
  let depth = 0;
  let begin = from;
  let at = from;
  let paths = true;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '<' && text[at + 1] === '<') at++;
    else if (char === '<' && paths && /[\w)]/.test(text[at - 1] ?? '')) {
      const end = endOfPath(text, at);
      // One that never ends is cut short or none; to look for each one's end could take long.
      paths = end !== -1;
      if (paths) at = end;
    } else if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' && depth === 0) break;
    else if (char === ')' || char === ']' || char === '}') depth = Math.max(0, depth - 1);
    else if (char === ',' && depth === 0) {
      args.push(text.slice(begin, at).trim());
      begin = at + 1;
    }
  }
  const end = Math.min(at, text.length);
  const last = text.slice(begin, end).trim();
  if (last !== '' || args.length > 0) args.push(last);
  return { args, end };
}

/** Where the string that begins at `at` has its closing quote, or the text's end. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

/**
 * Where the `<path>` of a descriptor that begins at `at` ends, -1 for nowhere: strace escapes `<` and
 * `>` of names, but writes `->` between two ends of a connection, and nests
 * (`3</dev/kvm<char 10:232>>`).
 */
function endOfPath(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '<') depth++;
    else if (text[i] === '>' && text[i - 1] !== '-' && --depth === 0) return i;
  }
  return -1;
}
