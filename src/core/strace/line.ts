/** One line of strace's output, parted into its prefix and what it tells. Untrusted text. */
export interface StraceLine {
  /** The thread as printed, `[pid 123<comm>]`; empty where the line names none. */
  readonly id: string;
  /** As strace numbers threads; null where it follows a single one, or writes a file for each. */
  readonly thread: number | null;
  /** The thread's name, printed with `-Y` (`--decode-pids=comm`). */
  readonly comm: string | null;
  /** Milliseconds since the epoch (UTC), printed with `-ttt`. */
  readonly time: number | null;
  /** With `-t` and `-tt`, which print a time of unknown zone and day: seconds into the quarter of an
   * hour (0–899), which is the same in every zone. */
  readonly clock: number | null;
  readonly kind: 'call' | 'resumed' | 'signal' | 'killed' | 'exited' | 'superseded';
  /** The line from where its prefix ends. */
  readonly body: string;
}

/** What quoting in mails, bold type and lists put in front. */
const PASTED = /[\s>*|]*/y;
/** `123 `, `123<comm> `, `[pid 123] `, `[pid 123<comm>] `; in names strace escapes `<` and `>`. */
const THREAD = /(?:\[pid +(\d{1,10})(?:<([^<>]*)>)?\]|(\d{1,10})(?:<([^<>]*)>)?)(?= )/y;
/** What options put between the thread and the call: `-ttt`, `-t` and `-tt`, `-r`, both with long
 * options `(+ 0.000068)`, `-n` and `-i` in brackets, of question marks where there is none. */
const DECORATION =
  / +|(?:(\d{9,11}(?:\.\d{1,9})?)|\d\d:(\d\d):(\d\d)(?:\.\d{1,9})?|\d{1,8}\.\d{1,9})(?= )|\(\+ *[\d.]+\)|\[[ \da-fx?]+\]/y;

/** The most that Linux lets a thread's number be (linux/threads.h, PID_MAX_LIMIT). */
const THREAD_MAX = 1 << 22;

const KINDS: readonly (readonly [kind: StraceLine['kind'], form: RegExp])[] = [
  ['call', /^[a-z_][a-z0-9_]*\(/],
  ['resumed', /^<\.\.\. [a-z_][a-z0-9_]* resumed>/],
  ['signal', /^--- ?SIG[A-Z0-9_]+ [{(]/],
  ['killed', /^\+\+\+ killed by SIG[A-Z0-9_]+ (?:\(core dumped\) )?\+\+\+/],
  ['exited', /^\+\+\+ exited with \d+ \+\+\+/],
  ['superseded', /^\+\+\+ superseded by execve in pid \d+ \+\+\+/],
];

/** Reads a line without its line end; null where it is no line of strace's about a thread. */
export function parseStraceLine(text: string): StraceLine | null {
  const begin = endOf(PASTED, text, 0);
  const id = matchAt(THREAD, text, begin);
  const number = Number(id?.[1] ?? id?.[3] ?? NaN);
  // Without a thread's number, a time in whole seconds stands where it would.
  const isThread = id !== null && number <= THREAD_MAX;
  let at = isThread ? begin + id[0].length : begin;
  let time: number | null = null;
  let clock: number | null = null;
  for (;;) {
    const part = matchAt(DECORATION, text, at);
    if (part === null) break;
    const [all, epoch, minutes, seconds] = part;
    if (epoch !== undefined) time = milliseconds(epoch);
    if (minutes !== undefined) clock = (Number(minutes) % 15) * 60 + Number(seconds);
    at += all.length;
  }
  const body = text.slice(at);
  const kind = KINDS.find(([, form]) => form.test(body))?.[0];
  if (kind === undefined) return null;
  const comm = isThread ? (id[2] ?? id[4]) : undefined;
  return {
    id: isThread ? id[0] : '',
    thread: isThread ? number : null,
    comm: comm === undefined ? null : unescapeText(comm),
    time,
    clock,
    kind,
    body,
  };
}

/** Of seconds, without the error that a multiplication adds. */
function milliseconds(epoch: string): number {
  const [seconds = '', fraction = ''] = epoch.split('.');
  const digits = fraction.padEnd(3, '0');
  return Number(`${seconds}${digits.slice(0, 3)}.${digits.slice(3)}`);
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))/g;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

/** The text of a name that strace escaped: C's octal and letters, a UTF-8 byte an escape. */
export function unescapeText(escaped: string): string {
  if (!escaped.includes('\\')) return escaped;
  const bytes = escaped.replace(ESCAPE, (_, octal?: string, hex?: string, char?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return LETTERS[char ?? ''] ?? char ?? '';
  });
  return /^[\0-\xff]*$/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(text);
}

function endOf(form: RegExp, text: string, at: number): number {
  return at + (matchAt(form, text, at)?.[0].length ?? 0);
}
