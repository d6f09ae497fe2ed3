import type { Arch } from '../abi/types';
import { isInterrupted, joinCall, parseCall, type StraceCall } from './call';
import type { IoctlCell, Lane } from './lanes';
import type { StraceLine } from './line';
import { diedInside, looksRefused, refusedOnX86 } from './refused';
import { childThread, filterInstall } from './scope-calls';
import { parseSigsys } from './sigsys';
import type { Threads } from './threads';

/** What changes the threads of a trace: filters, clones, refused calls, ends. */
export class TraceEvents {
  /** Lines of an ioctl that end before its request does. */
  cut = 0;
  /** Refused ioctls whose own line, and so their request, the trace does not have. */
  refusedUnseen = 0;
  /** Calls that installed a filter. */
  filters = 0;
  /** The architecture of the refused calls, where the trace has any. */
  arch: Arch | null = null;

  /** Ioctls inside which a thread was killed by SIGSYS. */
  #died: { readonly lane: Lane; readonly cell: IoctlCell }[] = [];

  constructor(private readonly threads: Threads) {}

  /** The next line that is no plain one. @param bytes the stretch in which `lane` remembers places */
  take(line: StraceLine, lane: Lane, bytes: Buffer): void {
    switch (line.kind) {
      case 'call':
        this.#begun(line.body, lane);
        return;
      case 'resumed':
        if (lane.pending !== null) this.#completed(joinCall(lane.pending, line.body), lane);
        lane.pending = null;
        return;
      case 'signal':
        this.#signal(line, lane, bytes);
        return;
      case 'killed':
        this.#killed(line, lane, bytes);
        this.threads.end(lane.thread);
        return;
      case 'exited':
        this.threads.end(lane.thread);
        return;
      case 'superseded': {
        const id = Number(/\d+/.exec(line.body)?.[0]);
        if (this.threads.of(id).filtered) lane.thread.filtered = true;
      }
    }
  }

  /**
   * All of the trace has been read, for `-ff` all files: settles which calls threads were killed for.
   * Killed alone, a thread was killed for its own call; else for a call of any that were.
   */
  settle(): void {
    for (const { lane, cell } of this.#died) {
      const { process, hasParent } = lane.thread;
      const alone = process.killed === 1 && (hasParent || this.threads.killed === 1);
      if (alone && !process.explained) lane.refuse(cell);
    }
    this.#died = [];
  }

  #begun(body: string, lane: Lane): void {
    lane.last = null;
    if (isInterrupted(body)) lane.pending = body;
    else this.#completed(body, lane);
  }

  #completed(body: string, lane: Lane): void {
    const call = parseCall(body);
    if (call === null) return;
    if (call.name === 'ioctl') {
      this.#oddIoctl(call, lane);
      return;
    }
    const installed = filterInstall(call);
    if (installed !== null) {
      this.filters++;
      lane.thread.install(installed === 'process');
    }
    const child = childThread(call);
    if (child !== null) this.threads.born(child.id, lane.thread, child.sameProcess);
  }

  /** An ioctl in a line that a paste has changed, or that was cut. */
  #oddIoctl(call: StraceCall, lane: Lane): void {
    const [, request = ''] = call.args;
    if (call.args.length < (call.closed ? 2 : 3) || request === '') {
      this.cut++;
      return;
    }
    const bytes = Buffer.from(request);
    lane.count(bytes, 0, bytes.length);
  }

  #signal(line: StraceLine, lane: Lane, bytes: Buffer): void {
    const info = parseSigsys(line.body);
    const call = lane.lastCall(bytes);
    const cell = lane.last;
    lane.last = null;
    if (info === null) return;
    lane.thread.process.explained = true;
    if (info.number === null) return;
    this.arch ??= info.arch;
    if (info.name !== 'ioctl') return;
    if (call !== null && cell !== null && looksRefused(call, info.arch ?? 'x86_64', info.number)) {
      lane.refuse(cell);
    } else this.refusedUnseen++;
  }

  /**
   * A filter that kills leaves no signal to see: of KILL_PROCESS only the call's number as its
   * result, of KILL_THREAD only that the thread died inside the call.
   */
  #killed(line: StraceLine, lane: Lane, bytes: Buffer): void {
    const call = lane.lastCall(bytes);
    const cell = lane.last;
    lane.last = null;
    if (!line.body.startsWith('+++ killed by SIGSYS ')) return;
    const { process } = lane.thread;
    process.killed++;
    this.threads.killed++;
    if (call === null || cell === null) return;
    const refused = refusedOnX86(call);
    if (refused !== null) {
      this.arch ??= refused.arch;
      process.explained = true;
      lane.refuse(cell);
    } else if (diedInside(call)) this.#died.push({ lane, cell });
  }
}
