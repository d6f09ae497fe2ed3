import { syscallByNumber } from '../abi/syscalls';
import type { Arch } from '../abi/types';
import { LogDecoder } from '../records/decode';
import type { LogRecord } from '../records/record';
import { parseCall } from '../strace/call';
import { parseStraceLine } from '../strace/line';
import { parsePrintedRequest } from '../strace/request';
import { WholeLines } from '../strace/whole-lines';
import { stripTerminal } from '../text/untrusted';

/** Which calls a program was seen to make. */
export interface CallEvidence {
  /** Names without `SYS_`. */
  readonly calls: ReadonlySet<string>;
  /** Of its ioctls, unsigned 32-bit. */
  readonly requests: ReadonlySet<number>;
  /** Whether a call that is not there was surely not made while the evidence was taken. */
  readonly covers: 'all calls' | 'ioctls' | 'nothing';
  /** What keeps it from covering all, or is to be known about it: a sentence each. */
  readonly notes: readonly string[];
}

/** A trace of all calls has these, of whatever program; `-e trace=ioctl,…` has not. */
const MEMORY: readonly string[] = ['mmap', 'mmap2', 'munmap', 'mprotect', 'brk'];
const FILES: readonly string[] = ['read', 'write', 'close', 'openat', 'open', 'futex'];

/** Reads logs and traces, one after another, for the calls in them. */
export class EvidenceReader {
  readonly #calls = new Set<string>();
  readonly #traced = new Set<string>();
  readonly #requests = new Set<number>();
  #records = 0;
  #lost = 0;
  #unknownRequests = 0;

  /** @param arch whose tables name numbers and requests where a line names no other */
  constructor(private readonly arch: Arch) {}

  /** Takes one file: what it returns gets the file's bytes, cut anywhere, and then its end. */
  file(): { push(chunk: Uint8Array): void; end(): void } {
    const records = new LogDecoder();
    const lines = new WholeLines((bytes, from, to) => {
      for (const line of bytes.toString('utf8', from, to).split('\n')) this.#line(line);
    });
    return {
      push: (chunk) => {
        for (const record of records.push(chunk)) this.#record(record);
        lines.push(chunk);
      },
      end: () => {
        for (const record of records.end()) this.#record(record);
        lines.end();
      },
    };
  }

  /** What all files say together. */
  evidence(): CallEvidence {
    const has = (names: readonly string[]): boolean => names.some((name) => this.#traced.has(name));
    const notes: string[] = [];
    let covers: CallEvidence['covers'] = 'nothing';
    if (this.#lost > 0) {
      notes.push(
        `At least ${this.#lost === 1 ? '1 record was' : `${this.#lost} records were`} lost before the evidence was written, so no entry can be said never to have been seen.`,
      );
    } else if (has(MEMORY) && has(FILES)) covers = 'all calls';
    else if (this.#traced.has('ioctl')) {
      covers = 'ioctls';
      notes.push('The trace holds ioctls and little else, so only their requests are looked at.');
    } else if (this.#records > 0 && this.#traced.size === 0) {
      covers = 'all calls';
      notes.push(
        'The evidence holds records of refused and logged calls only; a call that a filter allowed leaves none. A trace of the whole program (strace -f) tells more.',
      );
    } else if (this.#traced.size > 0) {
      notes.push(
        'The trace holds some kinds of calls only, so it cannot say what was never called.',
      );
    } else notes.push('The evidence names no call.');
    return { calls: this.#calls, requests: this.#requestsIf(), covers, notes };
  }

  /** With requests that nobody could name, one of them may be any. */
  #requestsIf(): ReadonlySet<number> {
    return this.#unknownRequests > 0 ? new Set() : this.#requests;
  }

  #record(record: LogRecord): void {
    if (record.kind === 'lost') this.#lost += record.records;
    if (record.kind !== 'refusal') return;
    const { arch, number, name, request } = record;
    const call =
      name ?? (number === null ? null : syscallByNumber(arch ?? this.arch, number)?.name);
    if (call == null) return;
    this.#records += 1;
    this.#calls.add(call);
    if (request !== null) this.#requests.add(request);
    else if (call === 'ioctl') this.#unknownRequests += 1;
  }

  #line(text: string): void {
    // Nearly all lines of a trace are of calls met before; ioctls alone are looked into.
    const line = parseStraceLine(stripTerminal(text).trimEnd());
    if (line?.kind !== 'call' && line?.kind !== 'resumed') return;
    const name = /^(?:<\.\.\. )?([a-z_][a-z0-9_]*)/.exec(line.body)?.[1];
    if (name === undefined) return;
    this.#calls.add(name);
    this.#traced.add(name);
    if (name !== 'ioctl' || line.kind !== 'call') return;
    const printed = parseCall(line.body)?.args[1];
    const value = printed === undefined ? null : parsePrintedRequest(this.arch, printed)?.value;
    if (value == null) this.#unknownRequests += 1;
    else this.#requests.add(value);
  }
}
