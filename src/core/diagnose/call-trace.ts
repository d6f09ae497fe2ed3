import { printedProgram, type BpfProgram } from '../bpf/program';
import { isInterrupted, joinCall, parseCall, type StraceCall } from '../strace/call';
import { parseStraceLine, type StraceLine } from '../strace/line';
import { childThread, filterInstall } from '../strace/scope-calls';
import { parseSigsys } from '../strace/sigsys';
import { Threads, type Thread } from '../strace/threads';
import { WholeLines } from '../strace/whole-lines';
import { FilterStacks, type FilterLink } from './filter-stack';

/** Calls of one thread that are alike in what a filter looks at. */
export interface TracedCall {
  readonly thread: Thread;
  readonly comm: string | null;
  /** As strace names it. */
  readonly name: string;
  /** What held for the thread. */
  readonly filters: FilterLink;
  /** The arguments that are told apart, by position; all that could be read as numbers. */
  readonly args: ReadonlyMap<number, bigint>;
  count: number;
  /** How many were followed by SIGSYS. */
  trapped: number;
  /** How many the thread was killed in. */
  killed: number;
}

/** A call that only its signal names: it was not traced itself. */
export interface NamedBySignal {
  readonly thread: Thread;
  readonly comm: string | null;
  readonly name: string;
  readonly filters: FilterLink;
  count: number;
}

/** Of one call at most so many sets of arguments are told apart. */
const DISTINCT = 5000;
const DISTINCT_FILTERS = 256;

/**
 * Reads what strace writes with `STRACE_STYLE`: every traced call of every thread, by what a filter
 * can look at, and which filters held. Memory grows with the number of distinct calls.
 */
export class CallTrace {
  readonly calls: TracedCall[] = [];
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

  readonly #threads = new Threads(true);
  readonly #byKey = new Map<string, TracedCall>();
  readonly #distinct = new Map<string, number>();
  readonly #numbers = new Map<Thread, number>();
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
  constructor(private readonly inspected: ReadonlyMap<string, ReadonlySet<number>>) {}

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
    const counted = this.#count(call, line, thread, filters);
    this.#last.set(thread, { call: counted, result: call.result });
    if (!isInterrupted(body)) this.#completed(call, thread, filters);
  }

  #count(call: StraceCall, line: StraceLine, thread: Thread, filters: FilterLink): TracedCall {
    const args = this.#argsOf(call);
    const number = this.#numberOf(thread);
    const values = [...args].join(' ');
    const key = `${number} ${line.comm ?? ''} ${call.name} ${values}`;
    const known = this.#byKey.get(key);
    if (known?.filters === filters) {
      known.count++;
      return known;
    }
    const { comm } = line;
    const made = { thread, comm, name: call.name, filters, args, count: 1, trapped: 0, killed: 0 };
    this.#byKey.set(key, made);
    this.calls.push(made);
    return made;
  }

  #argsOf({ name, args }: StraceCall): ReadonlyMap<number, bigint> {
    const wanted = new Set(this.inspected.get(name));
    if (name === 'ioctl') wanted.add(1);
    const found = new Map<number, bigint>();
    for (const at of wanted) {
      const value = numberOf(args[at]);
      if (value !== null) found.set(at, value);
    }
    const distinct = this.#distinct.get(name) ?? 0;
    if (name !== 'ioctl' && distinct > DISTINCT) return new Map();
    this.#distinct.set(name, distinct + (found.size > 0 ? 1 : 0));
    return found;
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

  #numberOf(thread: Thread): number {
    const known = this.#numbers.get(thread);
    if (known !== undefined) return known;
    this.#numbers.set(thread, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** `0x5401`, `-100`, `3</dev/kvm>`, `0xae80 /* KVM_RUN *\/` */
function numberOf(argument: string | undefined): bigint | null {
  const digits = /^(?:0x[0-9a-f]{1,16}|-?\d{1,20})(?![\w.])/.exec(argument ?? '')?.[0];
  return digits === undefined ? null : BigInt(digits);
}
