import type { Arch } from '../abi/types';
import { parseCall, type StraceCall } from '../strace/call';
import { parseStraceLine, type StraceLine } from '../strace/line';
import { diedInside, looksRefused, refusedOnX86 } from '../strace/refused';
import { parsePrintedRequest } from '../strace/request';
import { parseSigsys, type SigsysInfo } from '../strace/sigsys';
import type { Line, LineDecoder } from './line-decoder';
import type { LogRecord, RecordField, RefusalRecord, UnnamedRecord } from './record';
import { callBefore, type CallBefore } from './strace-call-before';
import { signalFields, valueField } from './strace-fields';

const SIGSYS = 31;

/** The bit that x32 sets in its numbers (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/**
 * Within how many lines a `killed by SIGSYS` without its call is about the same refusal as a line that
 * names one: where the process dies of it, each of its threads says that it was killed.
 */
const KILLED_TOGETHER = 64;

/**
 * strace's lines about refused calls: `--- SIGSYS {…} ---`, which names the call, joined with the
 * call's own line before it, which has the request of an `ioctl`; and `+++ killed by SIGSYS +++`, by
 * which alone a filter's kill shows, joined with the call that the thread had made.
 *
 * A call's line holds no word to find it by, so it is looked for from the SIGSYS line backwards, at
 * most `LINES_BACK` lines and within `LOOK_BACK_BYTES`. Further off it counts as not traced: the
 * refusal is told all the same, without a request.
 */
export class StraceDecoder implements LineDecoder {
  readonly needles = ['SIGSYS'];
  /** What is known of threads killed without a sign of which one's call it was. */
  #killed: UnnamedRecord | null = null;
  #toldLine = -Infinity;

  decode(line: Line): readonly LogRecord[] {
    if (!line.text.includes('SIGSYS')) return [];
    const parsed = parseStraceLine(line.text);
    if (parsed?.kind === 'signal') return this.#signal(line, parsed);
    if (parsed?.kind === 'killed' && parsed.body.startsWith('+++ killed by SIGSYS ')) {
      return this.#kill(line, parsed);
    }
    return [];
  }

  get waits(): boolean {
    return this.#killed !== null;
  }

  settle(next: number): readonly LogRecord[] {
    const killed = this.#killed;
    if (killed === null || next <= killed.line + KILLED_TOGETHER) return [];
    this.#killed = null;
    return [killed];
  }

  #signal(line: Line, parsed: StraceLine): readonly LogRecord[] {
    const info = parseSigsys(parsed.body);
    if (info === null) return [];
    this.#told(line);
    if (info.number === null) return [unnamed(line)];
    const call = callBefore(line, parsed);
    const read = call === null ? null : parseCall(call.body);
    const own =
      call !== null && read !== null && isOf(info, read.name, info.number)
        ? looksRefused(read, info.arch ?? 'x86_64', info.number)
        : false;
    return [refusal(line, parsed, info, own ? call : null)];
  }

  #kill(line: Line, parsed: StraceLine): readonly LogRecord[] {
    const call = callBefore(line, parsed);
    if (call?.signalled) return [];
    const read = call === null ? null : parseCall(call.body);
    const known = read === null ? null : refusedOnX86(read);
    if (known === null) {
      this.#wait(line, call !== null && read !== null && diedInside(read) ? call.lines : []);
      return [];
    }
    this.#told(line);
    const info = { name: null, auditArch: null, ip: null, ...known };
    return [{ ...refusal(line, parsed, info, call), action: null }];
  }

  /**
   * A thread was killed inside a call: by KILL_THREAD for that call, but KILL_PROCESS leaves the same
   * of other threads, so its architecture and number stay open, and of several threads also the call.
   */
  #wait(line: Line, call: readonly Line[]): void {
    if (line.number <= this.#toldLine + KILLED_TOGETHER) return;
    if (this.#killed === null) this.#killed = unnamed(...call, line);
  }

  #told(line: Line): void {
    this.#toldLine = line.number;
    this.#killed = null;
  }
}

/** Whether a call of that name is the one that a signal names. */
function isOf({ name }: SigsysInfo, printed: string, number: number): boolean {
  return name === null ? printed.startsWith('syscall_') || number === -1 : printed === name;
}

function refusal(
  line: Line,
  { thread, comm, time, clock }: StraceLine,
  info: SigsysInfo,
  call: CallBefore | null,
): RefusalRecord {
  const read = call === null ? null : parseCall(call.body);
  const number = info.number ?? -1;
  const result = Number(read?.result);
  const lines = [...(call?.lines ?? []), line];
  const raw = lines.map(({ text }) => text).join('\n');
  const request = requestOf(info.arch, read);
  return {
    kind: 'refusal',
    source: 'strace',
    transport: 'stderr',
    line: lines[0]?.number ?? line.number,
    raw,
    time,
    serial: null,
    clock,
    arch: info.arch,
    auditArch: info.auditArch,
    // A name is the same for x32 and its own ABI; only what the call left as its result tells.
    number: info.arch === 'x86_64' && result === (number | X32_BIT) ? result : number,
    code: null,
    action: 'trap',
    signal: SIGSYS,
    pid: thread,
    comm,
    exe: null,
    ip: info.ip,
    request: request.value,
    fields: fieldsOf(raw, call, read, request.text),
  };
}

/** The request of an ioctl, and how it was printed. */
function requestOf(
  arch: Arch | null,
  call: StraceCall | null,
): { value: number | null; text: string } {
  if (arch === null || call?.name !== 'ioctl') return { value: null, text: '' };
  const text = call.args[1] ?? '';
  return { value: parsePrintedRequest(arch, text)?.value ?? null, text };
}

/** Where the call's line names the call, and where the lines say the rest. */
function fieldsOf(
  raw: string,
  call: CallBefore | null,
  read: StraceCall | null,
  request: string,
): RecordField[] {
  const told = signalFields(raw);
  if (call === null || read === null) return told;
  const named = told.some(({ key }) => key === 'syscall');
  const name = named ? [] : valueField('syscall', read.name, raw, call.at);
  const descriptor = call.at + read.name.length + 1 + (read.args[0]?.length ?? 0);
  return [...name, ...valueField('request', request, raw, descriptor), ...told];
}

function unnamed(...lines: readonly Line[]): UnnamedRecord {
  const raw = lines.map(({ text }) => text).join('\n');
  return { kind: 'unnamed', source: 'strace', line: lines[0]?.number ?? 0, raw };
}
