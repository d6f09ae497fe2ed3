import { timeBefore } from './line-time';
import { rawOf, type Line, type LineDecoder } from './line-decoder';
import type { Printed } from './printed';
import type { LogRecord, RecordField, RefusalRecord } from './record';

/** hyperlight-host up to 0.10, src/seccomp/guest.rs: the SIGSYS handler's own write(2). */
const CALL = /\[ERROR\]\[HYPERLIGHT\] Disallowed Syscall: (-?\d{1,10})(?!\d)/;
const REQUEST = /\[ERROR\]\[HYPERLIGHT\] IOCTL Param: (\d{1,20})(?!\d)/;

/** HyperlightError::DisallowedSyscall by Debug and by Display, not the name in source code. */
const ERROR_DEBUG = /(?:^|[\s("'`[])DisallowedSyscall(?![\w:]| ?(?:=>|[,{;]))/;
const ERROR_DISPLAY = 'Seccomp filter trapped on disallowed syscall';

/** Spares the lines of other forms the expressions above. */
const MAY_HOLD = ['isallowed', 'IOCTL Param'];
const HANDLING = '[HYPERLIGHT] Handling disallowed syscall';

const SIGSYS = 31;
const IOCTL_X86_64 = 16;

/**
 * How many lines after a numbered line the Rust error is still about that call. The handler prints
 * the number at the trap itself; the error rises through the caller, who may log it and then panic
 * with it, so that one trap often leaves several texts and a backtrace within a screen or two.
 * Beyond that it is safer to report a text without a number than to lose one.
 */
const EXPLAINED_LINES = 100;

/** How many refused `ioctl`s wait at once for their requests: one a thread, and no host has more. */
const MAX_WAITING = 64;

/**
 * What Hyperlight's host process prints when its filter traps a call. The handler serves x86_64
 * only. It prints the request of an `ioctl`, and of no other call, on the line after the number; each
 * write is 64 bytes long, so the NULs that fill it stand before the next line and have been stripped
 * here.
 *
 * Lines of several threads can interleave, and none says its thread. A request is therefore given to
 * the `ioctl` that has waited longest, as long as nothing but the handler's own lines stand between:
 * the numbers of waiting ones are equal, so whichever it is given to, the refusals are the same. It is
 * never given to another call, and one that no `ioctl` waits for (its number's line was lost, or
 * stands further off) is a refused `ioctl` in itself.
 */
export class HyperlightDecoder implements LineDecoder {
  readonly needles = [
    HANDLING,
    '[HYPERLIGHT] Disallowed Syscall',
    '[HYPERLIGHT] IOCTL Param',
    'DisallowedSyscall',
    ERROR_DISPLAY,
  ];
  /** Every `ioctl` whose request may still come, and what was told behind it. */
  #waiting: RefusalRecord[] = [];
  /** The last of the handler's lines. */
  #handlerLine = -Infinity;
  #numberedLine = -Infinity;

  decode(line: Line): readonly LogRecord[] {
    const { text } = line;
    if (!MAY_HOLD.some((word) => text.includes(word))) return this.settle(Infinity);
    const request = inRegister(REQUEST.exec(text));
    const call = request ? null : CALL.exec(text);
    if (!request && !call && !text.includes(HANDLING)) return this.#message(line);
    this.#handlerLine = line.number;
    if (request) return this.#request(line, request);
    if (call) return this.#call(line, call);
    return [];
  }

  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  settle(next: number): readonly LogRecord[] {
    if (this.#waiting.length === 0 || next <= this.#handlerLine + 1) return [];
    const records = this.#waiting;
    this.#waiting = [];
    return records;
  }

  #call(line: Line, match: RegExpExecArray): readonly LogRecord[] {
    this.#numberedLine = line.number;
    const record = refusal(line, match);
    const full = this.#waiting.length === MAX_WAITING;
    if (this.#waiting.length === 0 && record.number !== IOCTL_X86_64) return [record];
    this.#waiting.push(record);
    return full ? this.#waiting.splice(0, 1) : [];
  }

  #request(line: Line, match: RegExpExecArray): readonly LogRecord[] {
    this.#numberedLine = line.number;
    const at = this.#waiting.findIndex(
      ({ number, request }) => number === IOCTL_X86_64 && request === null,
    );
    const call = this.#waiting[at];
    if (call === undefined) return [...this.settle(Infinity), ofRequest(line, match)];
    this.#waiting[at] = withRequest(call, line, match);
    return this.#told();
  }

  /** Those that nothing stands before any more which waits. */
  #told(): readonly LogRecord[] {
    const still = this.#waiting.findIndex(
      ({ number, request }) => number === IOCTL_X86_64 && request === null,
    );
    return this.#waiting.splice(0, still === -1 ? this.#waiting.length : still);
  }

  #message(line: Line): readonly LogRecord[] {
    const before = this.settle(Infinity);
    const error = ERROR_DEBUG.test(line.text) || line.text.includes(ERROR_DISPLAY);
    if (!error || line.number <= this.#numberedLine + EXPLAINED_LINES) return before;
    const common = { line: line.number, raw: rawOf(line), ...timeOf(line) };
    return [...before, { kind: 'unnamed', source: 'hyperlight', ...common }];
  }
}

/** An `ioctl` of which only the request's line is there. */
function ofRequest(line: Line, match: RegExpExecArray): RefusalRecord {
  return {
    ...refusal(line, match),
    number: IOCTL_X86_64,
    request: requestOf(match),
    fields: fieldOf('request', match, line.printed, 0),
  };
}

function withRequest(call: RefusalRecord, line: Line, match: RegExpExecArray): RefusalRecord {
  const raw = `${call.raw}\n${rawOf(line)}`;
  const fields = fieldOf('request', match, line.printed, call.raw.length + 1);
  return { ...call, request: requestOf(match), raw, fields: [...call.fields, ...fields] };
}

/** What no register holds was not printed by the handler, and its low bits name nothing. */
function inRegister(match: RegExpExecArray | null): RegExpExecArray | null {
  return match !== null && BigInt(match[1] ?? '') < 2n ** 64n ? match : null;
}

/** The handler prints the whole register; the kernel's request is an unsigned int. */
function requestOf(match: RegExpExecArray): number {
  return Number(BigInt.asUintN(32, BigInt(match[1] ?? '')));
}

/** The log's own time before the message, or its journal entry's. */
function timeOf({ text, entry }: Line): { time: number | null; clock: number | null } {
  const at = Math.max(0, text.indexOf('[ERROR][HYPERLIGHT]'));
  return entry === undefined ? timeBefore(text, at) : { time: entry.time, clock: null };
}

function refusal(line: Line, match: RegExpExecArray): RefusalRecord {
  return {
    kind: 'refusal',
    source: 'hyperlight',
    transport: 'stderr',
    line: line.number,
    raw: rawOf(line),
    ...timeOf(line),
    serial: null,
    arch: 'x86_64',
    auditArch: null,
    number: Number(match[1]),
    code: null,
    // A handler can run for SECCOMP_RET_TRAP only: the signal of the two kills cannot be caught.
    action: 'trap',
    signal: SIGSYS,
    pid: null,
    comm: null,
    exe: null,
    ip: null,
    request: null,
    fields: fieldOf('syscall', match, line.printed, 0),
  };
}

/** The field whose value is all of the match's end; none where it was not printed as text. */
function fieldOf(
  key: string,
  match: RegExpExecArray,
  printed: Printed | undefined,
  before: number,
): RecordField[] {
  const value = match[1] ?? '';
  const at = match.index + match[0].length - value.length;
  const start = printed === undefined ? at : printed.offset(at);
  return start === null
    ? []
    : [{ key, value, start: before + start, end: before + start + value.length }];
}
