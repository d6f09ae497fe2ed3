import type { Line, LineDecoder } from './line-decoder';
import type { LogRecord, RecordField, RefusalRecord } from './record';

/** hyperlight-host up to 0.10, src/seccomp/guest.rs: the SIGSYS handler's own write(2). */
const CALL = /\[ERROR\]\[HYPERLIGHT\] Disallowed Syscall: (-?\d{1,10})/;
const REQUEST = /\[ERROR\]\[HYPERLIGHT\] IOCTL Param: (\d{1,20})/;

/** HyperlightError::DisallowedSyscall by Debug and by Display, not the name in source code. */
const ERROR_DEBUG = /(?:^|[\s("'`[])DisallowedSyscall(?![\w:]| ?(?:=>|[,{;]))/;
const ERROR_DISPLAY = 'Seccomp filter trapped on disallowed syscall';

/** Spares the lines of other forms the expressions above. */
const MAY_HOLD = ['isallowed', 'IOCTL Param'];

const SIGSYS = 31;
const IOCTL_X86_64 = 16;

/**
 * How many lines after a numbered line the Rust error is still about that call. The handler prints
 * the number at the trap itself; the error rises through the caller, who may log it and then panic
 * with it, so that one trap often leaves several texts and a backtrace within a screen or two.
 * Beyond that it is safer to report a text without a number than to lose one.
 */
const EXPLAINED_LINES = 100;

/**
 * What Hyperlight's host process prints when its filter traps a call. The handler serves x86_64
 * only. It prints the request of an `ioctl` on the line after the number; each write is 64 bytes
 * long, so the NULs that fill it stand before the next line and have been stripped here.
 */
export class HyperlightDecoder implements LineDecoder {
  readonly needles = [
    '[HYPERLIGHT] Disallowed Syscall',
    '[HYPERLIGHT] IOCTL Param',
    'DisallowedSyscall',
    ERROR_DISPLAY,
  ];
  /** An `ioctl` whose request may stand on the next line. */
  #waiting: RefusalRecord | null = null;
  #numberedLine = -Infinity;

  decode(line: Line): readonly LogRecord[] {
    if (!MAY_HOLD.some((word) => line.text.includes(word))) return this.settle(Infinity);
    const request = REQUEST.exec(line.text);
    if (request && this.#waiting) return this.#withRequest(this.#waiting, request, line);
    const before = this.settle(Infinity);
    const call = CALL.exec(line.text);
    if (call) {
      this.#numberedLine = line.number;
      const record = refusal(line, call);
      if (record.number !== IOCTL_X86_64) return [...before, record];
      this.#waiting = record;
      return before;
    }
    const error = ERROR_DEBUG.test(line.text) || line.text.includes(ERROR_DISPLAY);
    if (!error || line.number <= this.#numberedLine + EXPLAINED_LINES) return before;
    return [
      ...before,
      { kind: 'unnamed', source: 'hyperlight', line: line.number, raw: line.text },
    ];
  }

  settle(next: number): readonly LogRecord[] {
    if (this.#waiting === null || next <= this.#waiting.line + 1) return [];
    const record = this.#waiting;
    this.#waiting = null;
    return [record];
  }

  #withRequest(call: RefusalRecord, match: RegExpExecArray, line: Line): readonly LogRecord[] {
    this.#waiting = null;
    this.#numberedLine = line.number;
    return [
      {
        ...call,
        // The handler prints the whole register; the kernel's request is an unsigned int.
        request: Number(BigInt.asUintN(32, BigInt(match[1] ?? ''))),
        raw: `${call.raw}\n${line.text}`,
        fields: [...call.fields, field('request', match, call.raw.length + 1)],
      },
    ];
  }
}

function refusal(line: Line, match: RegExpExecArray): RefusalRecord {
  return {
    kind: 'refusal',
    source: 'hyperlight',
    transport: 'stderr',
    line: line.number,
    raw: line.text,
    time: null,
    serial: null,
    clock: null,
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
    fields: [field('syscall', match, 0)],
  };
}

/** The field whose value is all of the match's end. */
function field(key: string, match: RegExpExecArray, before: number): RecordField {
  const value = match[1] ?? '';
  const end = before + match.index + match[0].length;
  return { key, value, start: end - value.length, end };
}
