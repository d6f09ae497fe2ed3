import { printedProgram, type BpfProgram } from '../bpf/program';
import { isInterrupted, joinCall, parseCall, type StraceCall } from '../strace/call';
import { parseStraceLine, type StraceLine } from '../strace/line';
import { childThread, filterInstall } from '../strace/scope-calls';
import { parseSigsys } from '../strace/sigsys';
import { Threads, type Thread } from '../strace/threads';
import { WholeLines } from '../strace/whole-lines';
import { FilterStacks, type FilterLink } from './filter-stack';
import { TracedCalls, type TracedCall } from './traced-calls';

/** A call that only its signal names: it was not traced itself. */
export interface NamedBySignal {
  readonly thread: Thread;
  readonly comm: string | null;
  readonly name: string;
  readonly filters: FilterLink;
  count: number;
}

const DISTINCT_FILTERS = 256;

/**
 * Reads what strace writes with `STRACE_STYLE`: every traced call of every thread, by what a filter
 * can look at, and which filters held. Memory grows with the number of distinct calls.
 */
export class CallTrace {
  readonly signals: NamedBySignal[] = [];
  readonly stacks = new FilterStacks();
  /** How many filters were installed. */
  filters = 0;
  /** Of them those that are shown whole, the first of a kind; of very many only some. */
  readonly programs = new Map<string, BpfProgram>();
  /** Threads killed by SIGSYS with no traced call of theirs that they died in. */
  unexplainedKills = 0;
  /** How many threads were killed by SIGSYS. */
  kills = 0;

  /** What each thread was called last, where strace prints names. */
  readonly comms = new Map<Thread, string>();

  readonly #calls: TracedCalls;
  readonly #threads = new Threads(true);
  readonly #last = new Map<Thread, { call: TracedCall | null; result: string | null }>();
  readonly #pending = new Map<Thread, { body: string; filters: FilterLink }>();
  readonly #processes = new Set<number>();
  /** Processes that got SIGSYS: where they do not catch it, that ends them. */
  readonly #signalled = new Set<Thread['process']>();
  readonly #whole = new WholeLines((bytes, from, to) => {
    for (const text of bytes.toString('utf8', from, to).split('\n')) this.#line(text);
  });

  /** @param inspected which arguments of a call filters look at, by the source; an ioctl's request is
   * always told apart */
  constructor(inspected: ReadonlyMap<string, ReadonlySet<number>>) {
    this.#calls = new TracedCalls(inspected);
  }

  get calls(): readonly TracedCall[] {
    return this.#calls.all;
  }

  /** The next bytes, cut anywhere. */
  push(chunk: Uint8Array): void {
    this.#whole.push(chunk);
  }

  end(): void {
    this.#whole.end();
  }

  /** The numbers of all threads and processes in the trace. */
  get ids(): ReadonlySet<number> {
    return this.#processes;
  }

  #line(text: string): void {
    const line = text === '' ? null : parseStraceLine(text);
    if (line?.thread == null) return;
    const thread = this.#threads.of(line.thread);
    this.#processes.add(line.thread);
    if (line.comm !== null) this.comms.set(thread, line.comm);
    switch (line.kind) {
      case 'call': {
        const filters = this.stacks.of(thread);
        if (isInterrupted(line.body)) this.#pending.set(thread, { body: line.body, filters });
        this.#begun(line.body, line, thread, filters);
        return;
      }
      case 'resumed': {
        const pending = this.#pending.get(thread);
        this.#pending.delete(thread);
        if (pending === undefined) return;
        const call = parseCall(joinCall(pending.body, line.body));
        if (call !== null) this.#completed(call, thread, pending.filters);
        return;
      }
      case 'signal':
        this.#signal(line, thread);
        return;
      case 'killed':
        this.#killed(line, thread);
        this.#threads.end(thread);
        return;
      case 'exited':
        this.#threads.end(thread);
        return;
      case 'superseded':
        return;
    }
  }

  #begun(body: string, line: StraceLine, thread: Thread, filters: FilterLink): void {
    const call = parseCall(body);
    if (call === null) return;
    const counted = this.#calls.count(call, line.comm, thread, filters);
    this.#last.set(thread, { call: counted, result: call.result });
    if (!isInterrupted(body)) this.#completed(call, thread, filters);
  }

  /** Also of the second half of a call that another thread's line interrupted. */
  #completed(call: StraceCall, thread: Thread, filters: FilterLink): void {
    const last = this.#last.get(thread);
    if (last !== undefined) last.result = call.result;
    const installed = filterInstall(call);
    if (installed !== null) {
      this.filters++;
      const program = call.args.map(printedProgram).find((one) => one !== null) ?? null;
      if (program !== null && this.programs.size < DISTINCT_FILTERS) {
        this.programs.set(JSON.stringify(program), program);
      }
      thread.install(installed === 'process');
      this.stacks.install(thread, program, installed === 'process');
    }
    const child = childThread(call);
    if (child === null) return;
    this.#threads.born(child.id, thread, child.sameProcess);
    this.stacks.bornOf(this.#threads.of(child.id), filters);
  }

  #signal(line: StraceLine, thread: Thread): void {
    const info = parseSigsys(line.body);
    if (info === null) return;
    const { call } = this.#last.get(thread) ?? { call: null };
    this.#last.delete(thread);
    this.#signalled.add(thread.process);
    const name =
      info.name ?? (info.number === null ? null : `syscall_0x${info.number.toString(16)}`);
    if (call !== null && (name === null || call.name === name)) {
      call.trapped++;
      return;
    }
    if (name === null) return;
    const filters = this.stacks.of(thread);
    const { comm } = line;
    const known = this.signals.find(
      (one) => one.thread === thread && one.name === name && one.comm === comm,
    );
    if (known) known.count++;
    else this.signals.push({ thread, comm, name, filters, count: 1 });
  }

  /** Inside the call that it was killed for, or for another thread's: the judge tells which. */
  #killed(line: StraceLine, thread: Thread): void {
    const last = this.#last.get(thread);
    this.#last.delete(thread);
    if (!line.body.startsWith('+++ killed by SIGSYS ')) return;
    this.kills++;
    if (last?.call != null) last.call.killed++;
    else if (!this.#signalled.has(thread.process)) this.unexplainedKills++;
  }
}
